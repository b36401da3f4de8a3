import { parseArgs } from 'node:util'
import { startBenchServer } from '../../support/postgres/bench-server.ts'
import prepareStacks from '../../support/stack/prepare-stacks.ts'
import { startStack } from '../../support/stack/stack.ts'
import { tableOf } from '../../support/table.ts'
import { runEdgeFaults } from './run-edge-faults.ts'
import { type HarmSummary, runImportFaults } from './run-import-faults.ts'

/**
 * `npm run faults -- imports [--rows 300000] [--kills 10] [--edge-rows 100000]`: disturbed imports by local processes and by a
 * stack's Workers. 0 rows skip one of the two.
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '300000' },
    kills: { type: 'string', default: '10' },
    'edge-rows': { type: 'string', default: '100000' },
  },
})
const [rows, kills, edgeRows] = [Number(values.rows), Number(values.kills), Number(values['edge-rows'])]
if (![rows, kills, edgeRows].every((count) => Number.isInteger(count) && count >= 0)) {
  process.stderr.write('--rows, --kills and --edge-rows must be whole numbers\n')
  process.exit(2)
}

const onProgress = ({ file, harm, wrong }: HarmSummary) =>
  void process.stderr.write(`${file}, ${harm}: ${wrong.length === 0 ? 'same outcome as undisturbed' : 'WRONG'}\n`)
const harmed = [...(rows > 0 ? await onHost() : []), ...(edgeRows > 0 ? [await atEdge()] : [])]
console.log(
  tableOf(harmed.map(({ at, wrong, ...row }) => ({ ...row, wrong: wrong.length, 'faults at': countsOf(at) }))),
)
for (const { file, harm, wrong } of harmed)
  for (const problem of wrong) console.log(`WRONG: ${file}, ${harm}: ${problem}`)
const ok = harmed.every(({ wrong }) => wrong.length === 0)
const faults = harmed.map(({ file, harm, at, wrong }) => ({ file, harm, faults: at.length, wrong: wrong.length }))
console.log(JSON.stringify({ faults: 'imports', ok, rows, edgeRows, harmed: faults }))
process.exitCode = ok ? 0 : 1

async function onHost(): Promise<HarmSummary[]> {
  const server = await startBenchServer()
  try {
    return await runImportFaults({ server, rows, kills, onProgress })
  } finally {
    await server.close()
  }
}

async function atEdge(): Promise<HarmSummary> {
  await prepareStacks()
  await using stack = await startStack({ outlets: 1 })
  const summary = await runEdgeFaults(stack, {
    rows: edgeRows,
    killAt: ['stage', 'merge'],
    hurry: false,
  })
  onProgress(summary)
  return summary
}

/** Counts the faults by step, as `stage 3, merge 2`. */
function countsOf(at: string[]): string {
  return [...Map.groupBy(at, (doing) => doing)].map(([doing, times]) => `${doing} ${times.length}`).join(', ')
}
