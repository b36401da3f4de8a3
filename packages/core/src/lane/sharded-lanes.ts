import type { JobSpec } from '../job/job-spec.ts'
import { type LaneAddress, parseJobId } from './job-id.ts'
import type { JobSummary, LaneCaller, LaneSummary, LaneWorker, NewJob, Receipt } from './lane-port.ts'
import type { LaneShard, SerializedJob } from './lane-shard.ts'
import { shardOf } from './shard-of.ts'

/** The number of shards, and the ways to call them. */
export interface ShardAccess {
  /** How many shards each lane has. */
  shards: number
  at(address: LaneAddress): LaneShard
  summarize(spec: JobSpec): JobSummary
  /** Present if the jobs of several calls are sent to a shard together; otherwise each call is sent alone. */
  submit?(address: LaneAddress, jobs: SerializedJob[]): Promise<Receipt[]>
}

/** The lanes, made of their shards. The id of a job names its shard. The key of a new job, or the job that it may join, determines the shard. */
export function shardedLanes({ shards, at, summarize, ...access }: ShardAccess): LaneCaller & LaneWorker {
  const submit = access.submit ?? ((address, jobs) => at(address).submitJobs(address, jobs))
  const shardOfJob = (jobId: string) => {
    const address = parseJobId(jobId)
    return address && at(address)
  }
  const stored = ({ spec, ...job }: NewJob): SerializedJob => ({
    ...job,
    spec: JSON.stringify(spec),
    summary: JSON.stringify(summarize(spec)),
  })
  const findNow: LaneCaller['findNow'] = async (keyId, jobId) => shardOfJob(jobId)?.findJob(keyId, jobId) ?? null
  return {
    shards,
    async submit(lane, jobs) {
      const receipts = Array<Receipt>(jobs.length)
      await Promise.all(
        [...Map.groupBy(jobs.entries(), ([, job]) => shardOf(job, shards))].map(async ([shard, placed]) => {
          const given = await submit(
            { lane, shard },
            placed.map(([, job]) => stored(job)),
          )
          for (const [n, [place]] of placed.entries()) receipts[place] = given[n]!
        }),
      )
      return receipts
    },
    knows: async (lane, keyId, idempotency) =>
      at({ lane, shard: shardOf({ keyId, coalesce: null }, shards) }).knowsPlace(keyId, idempotency),
    find: findNow,
    findNow,
    cancel: async (jobId) => shardOfJob(jobId)?.cancel(jobId, true) ?? false,
    revoke: async (jobId) => shardOfJob(jobId)?.revoke(jobId),
    async summary(lane) {
      const addresses = Array.from({ length: shards }, (_, shard) => ({ lane, shard }))
      const parts = await Promise.all(addresses.map((address) => at(address).summary(address)))
      return parts.reduce(addSummaries)
    },
    async pull(lane, shard, worker, request) {
      const tickets = await at({ lane, shard }).pullTickets(worker, request)
      return tickets.map((ticket) => ({ ...ticket, spec: JSON.parse(ticket.spec) }))
    },
    async renew(lane, shard, worker, held) {
      const tokens = held.map(({ id, token }) => ({ id, token }))
      const answer = await at({ lane, shard }).renewTickets(worker, tokens, true)
      // A shard of an earlier version knows no lines.
      return Array.isArray(answer) ? { kept: answer.map((id) => ({ id, line: '', held: 0 })), waiting: [] } : answer
    },
    finish: async ({ id, token }, outcome) => shardOfJob(id)?.finish(id, token, outcome),
    revoked: async (lane, shard, waitMs) => at({ lane, shard }).revoked(waitMs),
  }
}

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
