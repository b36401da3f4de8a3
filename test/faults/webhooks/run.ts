import { parseArgs } from 'node:util'
import prepareStacks from '../../support/stack/prepare-stacks.ts'
import { startStack } from '../../support/stack/stack.ts'
import { type Manner, startReceivers } from './receivers.ts'
import { runWebhookFaults } from './run-webhook-faults.ts'

/** The healthy receivers get 99 of 100 deliveries within this time of being due. */
const limitSeconds = 2

/** `npm run faults -- webhooks [--carts 125]`: each cart has four events, and 20 receivers get each; one is dead, one flaps and one is slow. */
const { values } = parseArgs({ options: { carts: { type: 'string', default: '125' } } })
const carts = Number(values.carts)
if (!(Number.isInteger(carts) && carts > 0)) {
  process.stderr.write('--carts must be a whole number of 1 or more\n')
  process.exit(2)
}

const manners: Manner[] = ['dead', 'flapping', 'slow', ...Array<Manner>(17).fill('well')]
await prepareStacks()
const town = await startReceivers(manners)
await using stack = await startStack({ outlets: 1, args: ['--allow', town.host] })
const report = await runWebhookFaults(stack, {
  receivers: town.receivers,
  carts,
  cartsPerSecond: 2,
  within: 20 * 60_000,
  say: (line) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`),
})
await town.close()
const well = report.arms.find(({ manner }) => manner === 'well')!
const ok = report.lost === 0 && well.p99 <= limitSeconds
for (const arm of report.arms) process.stderr.write(`${JSON.stringify(arm)}\n`)
process.stdout.write(`${JSON.stringify({ faults: 'webhooks', ok, ...report })}\n`)
process.exitCode = ok ? 0 : 1
