import { parseArgs } from 'node:util'
import { type Table, tableText } from '../../support/table.ts'
import { faults } from './registry.ts'
import { runAllFaults } from './run-all-faults.ts'
import { openWorld } from './world.ts'

/**
 * `npm run faults [-- --only NAME[,NAME]] [-- --short]`: strikes one fault after the other on one local stack, and prints a table. `--short` takes
 * some of them. Without `--only` and `--short` it takes about 25 minutes.
 */
const { values } = parseArgs({ options: { only: { type: 'string' }, short: { type: 'boolean', default: false } } })
const names = values.only?.split(',')
const unknown = names?.filter((name) => !faults.some((fault) => fault.name === name)) ?? []
if (unknown.length > 0) {
  process.stderr.write(`Unknown: ${unknown.join(', ')}. The faults are ${faults.map(({ name }) => name).join(', ')}.\n`)
  process.exit(2)
}
const chosen = faults.filter(({ name, isShort }) => (names ? names.includes(name) : !values.short || isShort))
const startedAt = Date.now()
const world = await openWorld((line) => {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`)
})
const windows = values.short ? { quietMs: 4_000, watchedMs: 4_000 } : { quietMs: 8_000, watchedMs: 12_000 }
const { rows, wrong, missed } = await runAllFaults(world, { faults: chosen, ...windows })
const ok = wrong.length === 0 && missed.length === 0 && rows.length === chosen.length
const table: Table = { caption: 'Neighbours are small jobs of another API key, from submission to result', rows }
for (const line of [...wrong, ...missed]) process.stderr.write(`wrong: ${line}\n`)
const seconds = Math.round((Date.now() - startedAt) / 1_000)
const last = JSON.stringify({ faults: 'all', ok, seconds, wrong, missed, tables: [table] })
await world[Symbol.asyncDispose]()
// A pipe is written asynchronously. The last neighbours would keep the process alive.
process.stdout.write(`${tableText(table)}\n\n${last}\n`, () => process.exit(ok ? 0 : 1))
