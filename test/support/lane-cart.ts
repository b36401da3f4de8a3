import type { JobSpec } from '@edgesweep/core/job/job-spec.ts'
import { summarizeJob } from '@edgesweep/core/job/plan-job.ts'
import type { SerializedJob } from '@edgesweep/core/lane/lane-shard.ts'

/** A cart in a lane shard's storage format, with a deadline of an hour. */
export function laneCart(terms: string[], overrides: Partial<SerializedJob> = {}): SerializedJob {
  const spec: JobSpec = { kind: 'cart', items: terms, zipcode: '10001' }
  return {
    keyId: 'key_a',
    spec: JSON.stringify(spec),
    summary: JSON.stringify(summarizeJob(spec)),
    deadlineSeconds: 3_600,
    coalesce: null,
    idempotency: null,
    ...overrides,
  }
}
