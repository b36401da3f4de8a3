import { expect, test } from 'vitest'
import { faults } from '../faults/all/registry.ts'
import { runAllFaults } from '../faults/all/run-all-faults.ts'
import { openWorld } from '../faults/all/world.ts'

// A short run of `npm run faults`. It checks the work of every fault, but not how long the neighbours waited.
test('no accepted work is lost or doubled by a fault, and the work of the neighbours is completed', async () => {
  const chosen = faults.filter(({ isShort }) => isShort)
  await using world = await openWorld(() => {})
  const { rows, wrong } = await runAllFaults(world, { faults: chosen, quietMs: 2_000, watchedMs: 2_000 })
  expect(wrong).toEqual([])
  expect(rows).toHaveLength(chosen.length)
})
