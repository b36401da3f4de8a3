import { z } from 'zod'
import { daySeconds, type JobKind } from '../job-kind.ts'
import { commonFields, recordId } from '../request-fields.ts'

const ReextractRequest = z.strictObject({ kind: z.literal('reextract'), sweep_id: recordId, ...commonFields })
export type ReextractRequest = z.infer<typeof ReextractRequest>

/** A sweep, and its outlets whose pages are kept. */
export type ReextractSpec = ReextractRequest & { outlet_ids: string[] }

export interface ReextractWork {
  type: 'reextract'
  outletId: string
  sweepId: string
}

/** Extracts the outlets of a sweep again from its kept pages. Fetches and records nothing; the results show the differences. */
export const reextractKind = {
  noun: 'a sweep extracted again',
  request: ReextractRequest,
  itemResult: 'the fields that an extraction from the kept pages gives otherwise than the sweep did',
  lane: 'bulk',
  deadlineSeconds: daySeconds,
  streamsResults: false,
  plan: ({ outlet_ids, sweep_id: sweepId }) =>
    outlet_ids.map((outletId) => ({
      label: `reextract ${outletId}`,
      follows: null,
      work: { type: 'reextract', outletId, sweepId },
    })),
} satisfies JobKind<ReextractSpec, ReextractWork>
