import { expect, test } from 'vitest'
import { runStreamFaults } from '../faults/streams/run-stream-faults.ts'
import { startStack } from '../support/stack/stack.ts'

// A short run of `npm run faults -- streams`.
test('a subscriber that disconnects and reconnects sees every event once and in order, even after a crash of workerd', async () => {
  await using stack = await startStack({ outlets: 1 })
  const report = await runStreamFaults(stack, {
    subscribers: 20,
    ahead: 20,
    awayMs: 500,
    killWorkerd: true,
    within: 100_000,
    say: () => {},
  })
  expect(report.wrong).toEqual([])
  expect(report.subscribers).toEqual({ sse: 20, socket: 20 })
  expect(report.dropped).toBeGreaterThanOrEqual(40)
})
