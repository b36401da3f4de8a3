import { parseArgs } from 'node:util'
import { conclude } from '../verdict.ts'
import { readRatios, writeRatios } from './ratio-history.ts'
import { runAll } from './run-all.ts'
import { shortRuns } from './short-runs.ts'

const benches = shortRuns.map(({ bench }) => bench)
const usage = `Usage: npm run bench -- all [--only A,B]

Runs every bench in a short form with its peers, compares each ratio with the last recorded run, and adds the run to docs/measured/ratios.md.

  --only A,B  some of ${benches.join(', ')}; compares, but records nothing
`
const { values } = parseArgs({ options: { only: { type: 'string' } } })
const chosen = values.only?.split(',') ?? benches
const unknown = chosen.find((name) => !benches.includes(name))

await conclude(async () => {
  if (unknown !== undefined)
    throw new Error(`--only takes some of ${benches.join(', ')}, not "${unknown}".\n\n${usage}`)
  const records = readRatios()
  const { report, record } = await runAll(
    shortRuns.filter(({ bench }) => chosen.includes(bench)),
    records,
  )
  if (values.only === undefined) writeRatios([...records, record])
  return report
})
