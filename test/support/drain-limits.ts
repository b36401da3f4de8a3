import type { DrainLimits } from '@edgesweep/core/work/drain-lane.ts'

/** A worker with two slots and time for everything. */
export const longLimits: DrainLimits = {
  slots: 2,
  spareSlots: 0,
  itemSlots: 2,
  budgetMs: 600_000,
  jobs: 1_000,
  hasCalls: () => true,
}

/** A worker with three slots and a spare one, which leaves after 20 s. */
export const shortLimits: DrainLimits = {
  slots: 3,
  spareSlots: 1,
  itemSlots: 2,
  budgetMs: 20_000,
  jobs: Number.POSITIVE_INFINITY,
  hasCalls: () => true,
}
