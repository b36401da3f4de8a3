import { env } from 'cloudflare:workers'
import type { JobStatusObject, LaneObject, PermitsObject, Remote, StoredJob } from '@edgesweep/cloudflare/objects.ts'
import type { JobSpec } from '@edgesweep/core/job/job-spec.ts'
import { summarizeJob } from '@edgesweep/core/job/summarize-job.ts'

let names = 0

/** An object that no other test has touched, by its stub. */
export const someLane = () => {
  const stub = env.LANE.get(env.LANE.idFromName(`test:${++names}`))
  return { stub, lane: stub as unknown as Remote<LaneObject> }
}

export const someJob = (id: string) => {
  const stub = env.JOB_STATUS.get(env.JOB_STATUS.idFromName(id))
  return { stub, job: stub as unknown as Remote<JobStatusObject> }
}

export const somePermits = () => {
  const stub = env.PERMITS.get(env.PERMITS.idFromName(`test:${++names}`))
  return { stub, permits: stub as unknown as Remote<PermitsObject> }
}

export const interactive = { lane: 'interactive', shard: 0 } as const

export function cart(terms: string[], overrides: Partial<StoredJob> = {}): StoredJob {
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

export const noUsage = { browserMs: 0, requests: 0, bytes: 0, robotsIgnored: [] }
