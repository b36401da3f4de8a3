import { DurableObject } from 'cloudflare:workers'
import { type JobStatusObject, laneName, objectNamed } from '@edgesweep/cloudflare/objects.ts'
import { JobDesk } from '@edgesweep/core/job/job-desk.ts'
import type {
  ItemReport,
  ItemResult,
  JobView,
  LoggedEvent,
  ReportAnswer,
  TakenItems,
} from '@edgesweep/core/job/job-port.ts'
import type { JobHeader, Revival } from '@edgesweep/core/job/job-state.ts'
import { parseJobId } from '@edgesweep/core/lane/job-id.ts'
import type { LaneShard } from '@edgesweep/core/lane/lane-shard.ts'
import type { GivenUpStatus } from '@edgesweep/core/lane/lane-state.ts'
import { consoleLog, systemClock } from '@edgesweep/core/system.ts'
import type { Message } from '@edgesweep/core/work/messages.ts'
import { type EarlierPlace, presentPlan } from './earlier-job.ts'
import { JobStreams } from './job-streams.ts'
import { SqliteJobStorage } from './sqlite-job-storage.ts'

const log = consoleLog('state')

/** One job from its start until its results expire: a `JobDesk` over this object's SQLite, and the WebSockets that follow the job. */
export class JobStatus extends DurableObject<Env> implements JobStatusObject {
  readonly #desk: JobDesk
  readonly #streams: JobStreams

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#streams = new JobStreams(ctx, (after, limit) => this.#desk.events(after, limit))
    this.#desk = new JobDesk({
      storage: new SqliteJobStorage(ctx.storage),
      clock: systemClock,
      log,
      setAlarm: (at) => ctx.storage.setAlarm(at),
      announceOutbox: (jobId) => env.WEBHOOKS_QUEUE.send({ kind: 'job.outbox', jobId } satisfies Message),
      readmit: (job) => objectNamed<LaneShard>(env.LANE, laneName(parseJobId(job.id)!)).readmit(job),
      onEvents: (job) => this.#streams.publish(job),
      onExpiry: () => this.#streams.close(),
    })
  }

  /** A WebSocket that carries the job's events. A client may open it before the job has begun. */
  override fetch(request: Request): Response {
    return this.#streams.open(request, this.#desk.state)
  }

  /** Answers a client's close frame: the client waits for the answer, and the platform sends none. */
  override webSocketClose(socket: WebSocket): void {
    socket.close(1000)
  }

  override alarm(): Promise<void> {
    return this.#desk.ring()
  }

  take(
    header: JobHeader,
    plan: Array<EarlierPlace>,
    token: string,
    attempt: number,
    // A worker of an earlier version does not send it.
    start = 0,
  ): TakenItems | null {
    return this.#desk.take(header, presentPlan(plan), token, attempt, start)
  }

  giveUp(header: JobHeader, status: GivenUpStatus, reason: string): void {
    this.#desk.giveUp(header, status, reason)
  }

  startItem(token: string, index: number): boolean {
    return this.#desk.startItem(token, index)
  }

  reportItem(token: string, index: number, report: ItemReport): ReportAnswer | null {
    return this.#desk.reportItem(token, index, report)
  }

  cancel(): boolean {
    return this.#desk.cancel()
  }

  revive(items: Revival): Promise<'revived' | 'nothing_to_do' | null> {
    return this.#desk.revive(items)
  }

  read(): JobView | null {
    return this.#desk.read()
  }

  results(from: number, limit: number): { job: JobView; items: ItemResult[] } | null {
    return this.#desk.results(from, limit)
  }

  readOutbox(): { job: JobView; entries: LoggedEvent[] } | null {
    return this.#desk.outbox()
  }

  acknowledgeUpTo(seq: number): void {
    this.#desk.acknowledge(seq)
  }
}
