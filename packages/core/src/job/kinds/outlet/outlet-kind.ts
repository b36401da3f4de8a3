import { z } from 'zod'
import { daySeconds, type JobKind } from '../job-kind.ts'
import { commonFields, files, recordId } from '../request-fields.ts'
import { type OutletWork, planOutlets } from './plan-outlets.ts'

const OutletJobRequest = z.strictObject({ kind: z.literal('outlet'), outlet_id: recordId, files, ...commonFields })
export type OutletJobRequest = z.infer<typeof OutletJobRequest>

/** Scans and extracts one outlet now. Its caller waits for the fresh state, so streams carry it. */
export const outletKind = {
  noun: 'an outlet',
  request: OutletJobRequest,
  itemResult: 'what the scan or the extraction saw, and in `fresh` the outlet as it is stored now',
  lane: 'interactive',
  deadlineSeconds: daySeconds,
  streamsResults: true,
  plan: (spec) => planOutlets([spec.outlet_id], null, spec.files),
} satisfies JobKind<OutletJobRequest, OutletWork>
