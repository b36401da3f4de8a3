import { z } from 'zod'
import { sweepSeconds } from '../../../sweep/sweep-terms.ts'
import type { JobKind } from '../job-kind.ts'
import { type OutletWork, planOutlets } from '../outlet/plan-outlets.ts'
import { commonFields, files, recordId } from '../request-fields.ts'

/** Without `outlet_ids`, all outlets that are enabled. */
const SweepRequest = z.strictObject({
  kind: z.literal('sweep'),
  outlet_ids: z.array(recordId).min(1).max(10_000).optional().describe('all enabled outlets without it'),
  files,
  ...commonFields,
})
export type SweepRequest = z.infer<typeof SweepRequest>

/** A sweep whose outlets have been claimed. */
export type SweepSpec = Omit<SweepRequest, 'outlet_ids'> & { sweep_id: string; outlet_ids: string[] }

/** Scans and extracts the given outlets, due or not. */
export const sweepKind = {
  noun: 'a sweep',
  request: SweepRequest,
  itemResult: 'what the scan saw, or how many items of the outlet were read and changed',
  lane: 'bulk',
  deadlineSeconds: sweepSeconds,
  streamsResults: false,
  plan: (spec) => planOutlets(spec.outlet_ids, spec.sweep_id, spec.files),
  sweepOf: (spec) => spec.sweep_id || null,
} satisfies JobKind<SweepSpec, OutletWork>
