import { expect, test } from 'vitest'
import { runClaim } from '../bench/claim/run-claim.ts'

// A short run of `npm run bench -- claim`, without peers. It checks every record but no figure.
test('the claim bench claims and completes every record once, even while a transaction stays open', {
  timeout: 120_000,
}, async () => {
  const { verdict } = await runClaim({
    rounds: 1,
    warmUp: false,
    settings: { fsync: 'off' },
    batches: [50],
    backlogs: [200],
    connections: 4,
    heldSeconds: 2,
    peers: false,
    parts: ['sizes', 'held'],
  })
  expect(verdict).toMatchObject({ bench: 'claim', sizes: [{ batch: 50 }] })
  expect(verdict.held).toHaveLength(2)
})
