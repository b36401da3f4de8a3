import { summarizeJob } from '@edgesweep/core/job/summarize-job.ts'
import { parseJobId } from '@edgesweep/core/lane/job-id.ts'
import { isShared } from '@edgesweep/core/lane/lane.ts'
import type { LaneCaller, LaneSummary, LaneWorker, NewJob } from '@edgesweep/core/lane/lane-port.ts'
import { shardOf } from '@edgesweep/core/lane/shard-of.ts'
import { findWaiting, forgetHeads } from './find-waiting.ts'
import { type LaneAddress, type LaneObject, laneName, objectNamed, type StoredJob } from './objects.ts'
import { submitTogether } from './submit-together.ts'

/** The lanes, each in so many shards, as the `Lane` objects behind `namespace`. A job's id says in which shard it is. */
export function lanesOf(namespace: DurableObjectNamespace, shards: number): LaneCaller & LaneWorker {
  const at = (address: LaneAddress) => objectNamed<LaneObject>(namespace, laneName(address))
  const ofJob = (jobId: string) => {
    const address = parseJobId(jobId)
    return address && at(address)
  }
  return {
    shards,
    async submit(lane, jobs) {
      const answers = await Promise.all(
        [...Map.groupBy(jobs.entries(), ([, job]) => shardOf(job, shards))].map(async ([shard, placed]) => {
          const address = { lane, shard }
          const stored = placed.map(([, job]) => storedJob(job))
          const receipts = await submitTogether(laneName(address), stored, (all) =>
            at(address).submitJobs(address, all),
          )
          return placed.map(([place], n) => ({ place, receipt: receipts[n]! }))
        }),
      )
      return answers
        .flat()
        .sort((a, b) => a.place - b.place)
        .map(({ receipt }) => receipt)
    },
    knows: async (lane, keyId, idempotency) =>
      at({ lane, shard: shardOf({ keyId, coalesce: null }, shards) }).knowsPlace(keyId, idempotency),
    async find(keyId, jobId) {
      const address = parseJobId(jobId)
      // What many keys share waits for moments: there is no line of one key's to keep the head of.
      if (address && isShared(address.lane)) return at(address).findJob(keyId, jobId)
      return address && findWaiting(at(address), address, keyId, jobId, Date.now())
    },
    findNow: async (keyId, jobId) => ofJob(jobId)?.findJob(keyId, jobId) ?? null,
    async cancel(jobId) {
      const address = parseJobId(jobId)
      if (!address) return false
      const cancelled = await at(address).cancel(jobId)
      if (cancelled) forgetHeads(address)
      return cancelled
    },
    revoke: async (jobId) => ofJob(jobId)?.revoke(jobId),
    async summary(lane) {
      const addresses = Array.from({ length: shards }, (_, shard) => ({ lane, shard }))
      const parts = await Promise.all(addresses.map((address) => at(address).summary(address)))
      return parts.reduce(addSummaries)
    },
    async pull(lane, shard, worker, ask) {
      const tickets = await at({ lane, shard }).pullTickets(worker, ask)
      return tickets.map((ticket) => ({ ...ticket, spec: JSON.parse(ticket.spec) }))
    },
    renew: async (lane, shard, worker, held) =>
      at({ lane, shard }).renewTickets(
        worker,
        held.map(({ id, token }) => ({ id, token })),
      ),
    finish: async ({ id, token }, outcome) => ofJob(id)?.finish(id, token, outcome),
    revoked: async (lane, shard, waitMs) => at({ lane, shard }).revoked(waitMs),
  }
}

const storedJob = ({ spec, ...job }: NewJob): StoredJob => ({
  ...job,
  spec: JSON.stringify(spec),
  summary: JSON.stringify(summarizeJob(spec)),
})

function addSummaries(sum: LaneSummary, part: LaneSummary): LaneSummary {
  const oldest = [sum.oldestWaitingAt, part.oldestWaitingAt].filter((at) => at !== null)
  return {
    lane: sum.lane,
    waiting: sum.waiting + part.waiting,
    running: sum.running + part.running,
    oldestWaitingAt: oldest.length > 0 ? Math.min(...oldest) : null,
    waitedMs: [...sum.waitedMs, ...part.waitedMs],
    jobs: [...sum.jobs, ...part.jobs].sort((a, b) => Number(b.running) - Number(a.running)),
  }
}
