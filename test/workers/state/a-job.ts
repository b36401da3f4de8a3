import { env } from 'cloudflare:workers'
import {
  type BrowsersObject,
  type DomainObject,
  domainName,
  type JobStatusObject,
  type Remote,
} from '@edgesweep/cloudflare/objects.ts'
import type { LaneShard } from '@edgesweep/core/lane/lane-shard.ts'

let names = 0

/** The stub of an object that no other test uses. */
export const someLane = () => {
  const stub = env.LANE.get(env.LANE.idFromName(`test:${++names}`))
  return { stub, lane: stub as unknown as LaneShard }
}

export const someJob = (id: string) => {
  const stub = env.JOB_STATUS.get(env.JOB_STATUS.idFromName(id))
  return { stub, job: stub as unknown as Remote<JobStatusObject> }
}

export const somePermits = () => {
  const domain = `shop-${++names}.example`
  const stub = env.PERMITS.get(env.PERMITS.idFromName(domainName(domain)))
  return { stub, domain, permits: stub as unknown as Remote<DomainObject & BrowsersObject> }
}

export const interactive = { lane: 'interactive', shard: 0 } as const

export const noUsage = { browserMs: 0, requests: 0, bytes: 0, robotsIgnored: [] }
