import { parseArgs } from 'node:util'
import prepareStacks from '../../support/stack/prepare-stacks.ts'
import { startStack } from '../../support/stack/stack.ts'
import { runStreamFaults } from './run-stream-faults.ts'

/** `npm run faults -- streams [--subscribers 1000]`: this many subscribers by Server-Sent Events and by WebSocket, on a separate stack. */
const { values } = parseArgs({ options: { subscribers: { type: 'string', default: '1000' } } })
const subscribers = Number(values.subscribers)
if (!(Number.isInteger(subscribers) && subscribers > 0)) {
  process.stderr.write('--subscribers must be a whole number of 1 or more\n')
  process.exit(2)
}

await prepareStacks()
await using stack = await startStack({ outlets: 1 })
const report = await runStreamFaults(stack, {
  subscribers,
  ahead: 40,
  awayMs: 2_000,
  killWorkerd: true,
  within: 20 * 60_000,
  say: (line) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`),
})
for (const line of report.wrong.slice(0, 20)) process.stderr.write(`wrong: ${line}\n`)
const { wrong, ...figures } = report
process.stdout.write(
  `${JSON.stringify({ faults: 'streams', ok: wrong.length === 0, ...figures, wrong: wrong.length })}\n`,
)
process.exitCode = wrong.length === 0 ? 0 : 1
