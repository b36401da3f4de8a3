import { parseArgs } from 'node:util'
import { startDemoTown } from '@edgesweep/infra/demo-town/start-demo-town.ts'
import prepareStacks from '../../support/stack/prepare-stacks.ts'
import { startStack } from '../../support/stack/stack.ts'
import { runScrapeFaults, tightLimits } from './run-scrape-faults.ts'

const { values } = parseArgs({ options: { pages: { type: 'string', default: '1000' } } })

await prepareStacks()
const town = await startDemoTown({ port: 0, latencyMs: 20 })
const limits = Object.entries(tightLimits).flatMap(([name, value]) => ['--set', `${name}=${value}`])
await using stack = await startStack({ outlets: 1, args: ['--allow', new URL(town.url).host, ...limits] })
const report = await runScrapeFaults(stack, {
  town: town.url,
  pages: Number(values.pages),
  killRendererEvery: 5_000,
  killBrowserEvery: 45_000,
  killWorkerd: true,
  cancelEvery: 20,
  cancelWithin: 120_000,
  within: 20 * 60_000,
  say: (line) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`),
})
for (const line of report.wrong) process.stderr.write(`wrong: ${line}\n`)
process.stdout.write(`${JSON.stringify({ faults: 'scrape', ok: report.wrong.length === 0, ...report })}\n`)
await town.close()
process.exitCode = report.wrong.length === 0 ? 0 : 1
