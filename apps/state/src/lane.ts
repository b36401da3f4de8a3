import { DurableObject } from 'cloudflare:workers'
import { type JobStatusObject, objectNamed } from '@edgesweep/cloudflare/objects.ts'
import { systemDeskClock } from '@edgesweep/core/desk-clock.ts'
import type { Outcome } from '@edgesweep/core/endings/ending.ts'
import type { JobHeader } from '@edgesweep/core/job/job-state.ts'
import { summarizeJob } from '@edgesweep/core/job/plan-job.ts'
import type { Idempotency } from '@edgesweep/core/lane/admit-jobs.ts'
import type { LaneAddress } from '@edgesweep/core/lane/job-id.ts'
import type { LaneName } from '@edgesweep/core/lane/lane.ts'
import { LaneDesk } from '@edgesweep/core/lane/lane-desk.ts'
import type { LaneWorkerId, PullRequest } from '@edgesweep/core/lane/lane-port.ts'
import type { LaneShard, SerializedJob } from '@edgesweep/core/lane/lane-shard.ts'
import { wholeNumber } from '@edgesweep/core/settings.ts'
import { consoleLog } from '@edgesweep/core/system.ts'
import type { Message } from '@edgesweep/core/work/messages.ts'
import { SqliteLaneStorage } from './sqlite-lane-storage.ts'

/** The maximum number of messages that one `sendBatch` takes. */
const mostCalls = 100

/** The queue of a lane. A lane without a queue in this Worker's `wrangler.jsonc` does not compile here. */
const queueOf = (env: Record<`${Uppercase<LaneName>}_QUEUE`, Queue>, lane: LaneName): Queue =>
  env[`${lane.toUpperCase() as Uppercase<LaneName>}_QUEUE`]

/** One shard of a lane: a `LaneDesk` over this object's SQLite. A queue message calls a worker. */
export class Lane extends DurableObject<Env> implements LaneShard {
  readonly #desk: LaneDesk

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#desk = new LaneDesk({
      storage: new SqliteLaneStorage(ctx.storage),
      clock: systemDeskClock,
      log: consoleLog('state'),
      summarize: summarizeJob,
      setAlarm: (at) => ctx.storage.setAlarm(at),
      mostWorkers: Math.min(wholeNumber('LANE_WORKERS', env.LANE_WORKERS), mostCalls),
      async callWorkers({ lane, shard }, count) {
        const body: Message = { kind: 'lane.wake', lane, shard }
        await queueOf(env, lane).sendBatch(Array.from({ length: count }, () => ({ body })))
      },
      giveUp: (job, status, reason) => objectNamed<JobStatusObject>(env.JOB_STATUS, job.id).giveUp(job, status, reason),
    })
  }

  submitJobs(address: LaneAddress, jobs: SerializedJob[]) {
    return this.#desk.submitJobs(address, jobs)
  }

  readmit(job: JobHeader) {
    return this.#desk.readmit(job)
  }

  knowsPlace(keyId: string, idempotency: Idempotency) {
    return this.#desk.knowsPlace(keyId, idempotency)
  }

  findJob(keyId: string, jobId: string) {
    return this.#desk.findJob(keyId, jobId)
  }

  head(keyId: string) {
    return this.#desk.head(keyId)
  }

  block(keyId: string, firstId: string, endId: string) {
    return this.#desk.block(keyId, firstId, endId)
  }

  cancel(jobId: string, knowsJoined?: boolean) {
    return this.#desk.cancel(jobId, knowsJoined)
  }

  summary(address: LaneAddress) {
    return this.#desk.summary(address)
  }

  pullTickets(worker: LaneWorkerId, request: PullRequest) {
    return this.#desk.pullTickets(worker, request)
  }

  renewTickets(worker: LaneWorkerId, held: Array<{ id: string; token: string }>, knowsLines?: boolean) {
    return this.#desk.renewTickets(worker, held, knowsLines)
  }

  finish(id: string, token: string, outcome: Outcome) {
    return this.#desk.finish(id, token, outcome)
  }

  revoke(jobId: string) {
    return this.#desk.revoke(jobId)
  }

  revoked(waitMs: number) {
    return this.#desk.revoked(waitMs)
  }

  override alarm(): Promise<void> {
    return this.#desk.alarm()
  }
}
