import { waitUntil } from 'cloudflare:workers'
import { withTimes } from '@edgesweep/core/endings/waits.ts'
import { summarizeJob } from '@edgesweep/core/job/plan-job.ts'
import { type LaneAddress, parseJobId } from '@edgesweep/core/lane/job-id.ts'
import { lanes } from '@edgesweep/core/lane/lane.ts'
import type { LaneCaller, LaneWorker } from '@edgesweep/core/lane/lane-port.ts'
import type { LaneShard } from '@edgesweep/core/lane/lane-shard.ts'
import { shardedLanes } from '@edgesweep/core/lane/sharded-lanes.ts'
import { findWaiting, forgetHeads } from './find-waiting.ts'
import { laneName, objectNamed } from './objects.ts'
import { submitTogether } from './submit-together.ts'

/** The lanes, each with `shards` shards, in the `Lane` objects behind `namespace`. A job's id contains its shard. */
export function lanesOf(namespace: DurableObjectNamespace, shards: number): LaneCaller & LaneWorker {
  const at = (address: LaneAddress) => objectNamed<LaneShard>(namespace, laneName(address))
  const sharded = shardedLanes({
    shards,
    at,
    summarize: summarizeJob,
    submit: (address, jobs) => submitTogether(laneName(address), jobs, (all) => at(address).submitJobs(address, all)),
  })
  return {
    ...sharded,
    async find(keyId, jobId) {
      const address = parseJobId(jobId)
      // A lane shared by keys has no line per key whose head could be cached, and its jobs wait only briefly.
      if (!address || lanes[address.lane].isShared) return sharded.findNow(keyId, jobId)
      return findWaiting(at(address), address, keyId, jobId, { now: Date.now(), keepAlive: waitUntil })
    },
    finish: async (ticket, outcome) => sharded.finish(ticket, withTimes(outcome, Date.now())),
    async cancel(jobId) {
      const cancelled = await sharded.cancel(jobId)
      if (cancelled) forgetHeads(parseJobId(jobId)!)
      return cancelled
    },
  }
}
