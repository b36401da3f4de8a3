import type { ItemResult, JobView } from '@edgesweep/core/job/job-port.ts'
import type { ItemStatus } from '@edgesweep/core/job/job-state.ts'
import { outletsToRevive } from '@edgesweep/core/job/outlets-to-revive.ts'
import { expect, test } from 'vitest'

/** The job of a sweep whose items have these statuses: the scans of all outlets, then their extractions. Its results come in pages of three. */
function sweepOf(statuses: ItemStatus[]) {
  const outletIds = Array.from({ length: statuses.length / 2 }, (_, n) => `out_${n}`)
  const spec = { kind: 'sweep' as const, sweep_id: 'swp_1', outlet_ids: outletIds }
  const results = async (_: string, from: number, limit: number) => ({
    job: { spec } as JobView,
    items: statuses.map((status, index) => ({ index, status }) as ItemResult).slice(from, from + Math.min(limit, 3)),
  })
  return { spec, ctx: { jobs: { results } as never } }
}

test.each([
  ['failed', ['out_1', 'out_2']],
  ['unfinished', ['out_1', 'out_2', 'out_3']],
] as const)('a sweep that runs its %s items again needs only their outlets', async (which, expected) => {
  const { ctx, spec } = sweepOf([
    ...['completed', 'errored', 'completed', 'completed', 'completed'],
    ...['completed', 'skipped', 'errored', 'cancelled', 'disallowed'],
  ] as ItemStatus[])
  expect((await outletsToRevive(ctx, 'job_1', spec, which)).toSorted()).toEqual(expected)
})
