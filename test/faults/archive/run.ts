import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { EMPTY, startBenchServer } from '../../support/postgres/bench-server.ts'
import { runArchiveFaults } from './run-archive-faults.ts'

/**
 * `npm run faults -- archive [--days 30] [--outlets 500] [--items 20]`: archives days in processes that are killed and paused at
 * random, on a separate Postgres server.
 */
const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '30' },
    outlets: { type: 'string', default: '500' },
    items: { type: 'string', default: '20' },
  },
})
const [days, outlets, items] = [Number(values.days), Number(values.outlets), Number(values.items)]
if (![days, outlets, items].every((count) => Number.isInteger(count) && count > 0)) {
  process.stderr.write('--days, --outlets and --items must be whole numbers of 1 or more\n')
  process.exit(2)
}
const server = await startBenchServer()
try {
  await server.run('postgres', `create database archive template ${EMPTY}`)
  const { wrong, ...figures } = await runArchiveFaults({
    databaseUrl: server.url('archive'),
    folder: join(server.folder, 'bucket'),
    past: { outlets, items, days, changes: 1 },
    faultEveryMs: 500,
    onProgress: (line) => void process.stderr.write(`${line}\n`),
  })
  for (const problem of wrong.slice(0, 20)) console.log(`WRONG: ${problem}`)
  console.log(JSON.stringify({ faults: 'archive', ok: wrong.length === 0, ...figures, wrong: wrong.length }))
  process.exitCode = wrong.length === 0 ? 0 : 1
} finally {
  await server.close()
}
