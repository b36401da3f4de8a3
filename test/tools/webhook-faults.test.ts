import { expect, test } from 'vitest'
import { startReceivers } from '../faults/webhooks/receivers.ts'
import { runWebhookFaults } from '../faults/webhooks/run-webhook-faults.ts'
import { startStack } from '../support/stack/stack.ts'

// A short run of `npm run faults -- webhooks`.
test('a receiver that answers gets every event, however many deliveries wait for a dead and a flapping receiver', async () => {
  const town = await startReceivers(['dead', 'flapping', 'well', 'well', 'well'])
  await using stack = await startStack({ outlets: 1, args: ['--allow', town.host] })
  const report = await runWebhookFaults(stack, {
    receivers: town.receivers,
    carts: 10,
    cartsPerSecond: 5,
    within: 100_000,
    say: () => {},
  })
  await town.close()
  expect(report).toMatchObject({ deliveries: 200, lost: 0 })
  // Of its 40 deliveries, few were tried: each request to it takes a slot for 15 s.
  expect(report.arms.find(({ manner }) => manner === 'dead')!.requests).toBeLessThan(10)
})
