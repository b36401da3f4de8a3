import { parseArgs } from 'node:util'
import { startBenchServer } from '../../support/postgres/bench-server.ts'
import type { Runtime } from '../../support/stack/work-process.ts'
import { tableOf } from '../../support/table.ts'
import { runClaimFaults, usualRuntimes } from './run-claim-faults.ts'

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '10000' },
    'page-ms': { type: 'string', default: '100' },
    /** The runtimes of the killed, the paused, the ended and two undisturbed instances. */
    runtimes: { type: 'string', default: usualRuntimes.join(',') },
  },
})
const server = await startBenchServer()
try {
  const summary = await runClaimFaults({
    server,
    records: Number(values.records),
    pageMs: Number(values['page-ms']),
    runtimes: values.runtimes.split(',') as Runtime[],
    onProgress: (line) => void process.stderr.write(`${line}\n`),
  })
  const rows = summary.instances.map((row) => ({ ...row, refused: row.refused ?? '–', released: row.released ?? '–' }))
  console.log(tableOf(rows))
  console.log(JSON.stringify({ faults: 'claims', ok: summary.wrong.length === 0, ...summary }))
  process.exitCode = summary.wrong.length === 0 ? 0 : 1
} finally {
  await server.close()
}
