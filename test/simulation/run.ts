import { parseArgs } from 'node:util'
import { recordRun } from '../record/record-run.ts'
import { tableText } from '../support/table.ts'
import type { Report } from './report.ts'
import { type BurstParameters, reportBurst } from './report-burst.ts'
import { reportEta } from './report-eta.ts'
import { reportPolls } from './report-polls.ts'
import { reportShards } from './report-shards.ts'
import { reportSweeps } from './report-sweeps.ts'

const burstDefaults: BurstParameters = {
  carts: 25_000,
  seconds: 37,
  sigma: 0.5,
  seed: 1,
  browsers: 120,
  launchEveryMs: 1_000,
}

const simulations: Record<string, (burst: BurstParameters) => Promise<Report>> = {
  burst: reportBurst,
  eta: reportEta,
  polls: reportPolls,
  shards: reportShards,
  sweeps: reportSweeps,
}

const usage = `Usage: npm run simulate -- [${Object.keys(simulations).join('|')}] [options]

Runs the product's machines under a virtual clock. Without a name it runs all five simulations. Options of burst:

${Object.entries(burstDefaults)
  .map(([name, value]) => `  --${name} N   (${value})`)
  .join('\n')}

  --record writes docs/measured/simulation-NAME.md for each
`

const names = Object.keys(burstDefaults) as Array<keyof BurstParameters>
const args = process.argv.slice(2)
if (!(await recordRun('npm run simulate --', import.meta.filename, args))) await simulate(args)

async function simulate(args: string[]): Promise<void> {
  const { positionals, parameters } = read(args)
  for (const name of positionals.length > 0 ? positionals : Object.keys(simulations)) {
    const { tables, figures } = await simulations[name]!(parameters)
    const json = JSON.stringify({ ...figures, tables }, (_, value) =>
      typeof value === 'number' ? Number(value.toPrecision(6)) : value,
    )
    process.stdout.write(`${tables.map(tableText).join('\n\n')}\n\n${json}\n${positionals.length === 1 ? '' : '\n'}`)
  }
}

function read(args: string[]) {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]))
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options })
    const unknown = positionals.find((name) => !Object.hasOwn(simulations, name))
    if (unknown !== undefined) throw new Error(`There is no simulation "${unknown}".`)
    const parameters = { ...burstDefaults }
    for (const name of names) {
      const text = values[name] as string | undefined
      if (text === undefined) continue
      if (!(Number(text) > 0)) throw new Error(`--${name} takes a number above 0, not "${text}".`)
      parameters[name] = Number(text)
    }
    return { positionals, parameters }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    process.exit(2)
  }
}
