import { expect, test } from 'vitest'
import { runClaimFaults } from '../faults/claims/run-claim-faults.ts'
import { startBenchServer } from '../support/postgres/bench-server.ts'

// The short form of `npm run faults -- claims`.
test('instances on Node, Bun and Deno complete each record once, with one killed, one paused past its lease and one asked to end', {
  timeout: 120_000,
}, async () => {
  const server = await startBenchServer()
  try {
    const { wrong, instances } = await runClaimFaults({ server, records: 2_000, pageMs: 100 })
    expect(wrong).toEqual([])
    expect(new Set(instances.map(({ runtime }) => runtime)).size).toBe(3)
  } finally {
    await server.close()
  }
})
