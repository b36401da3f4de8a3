import type { Database } from '@edgesweep/db/database.ts'
import { readReplayPosition } from '@edgesweep/db/queries/operations/read-replay-position.ts'
import { readWalPosition } from '@edgesweep/db/queries/operations/read-wal-position.ts'
import { failureOf } from '@edgesweep/db/run-statement.ts'
import type { Clock, Log } from '../context.ts'
import { explainReplica } from './explain-replica.ts'
import {
  conditionOf,
  isProbeDue,
  newReplica,
  type ReplicaCondition,
  type ReplicaEvent,
  type ReplicaState,
  stepReplica,
} from './replica-machine.ts'

/** A read that takes longer is repeated on the primary. */
const readTimeoutMs = 500
/** A suspended replica may take this long to wake up. Only a probe waits for it. */
const probeTimeoutMs = 2_000

/** The SQLSTATE of a write on a replica. Such a write is a mistake in our code, which a retry on the primary must not hide. */
const readOnly = '25006'
/** SQLSTATEs of a query that was stopped, although the replica answers. */
const cancelled = /^(40|57014)/

type Query = Parameters<Database['execute']>[0]

export interface ReplicaOptions {
  /** Connects to the replica. Its queries are aborted when `signal` aborts. */
  open(signal: AbortSignal): Database
  /** How far its answers may be behind the primary, in milliseconds. */
  maxLagMs: number
  clock: Clock
  log: Log
  /** Keeps background work alive after the request that began it. */
  keepAlive(work: Promise<void>): void
}

/** The condition of a replica. `lagMs` is an upper bound; null when unknown. */
export interface ReplicaReport {
  condition: ReplicaCondition
  lagMs: number | null
  words: string
}

/** A read replica as seen by one isolate or process. */
export class Replica {
  readonly #options: ReplicaOptions
  #state: ReplicaState = newReplica
  #logged: ReplicaCondition = 'unknown'

  constructor(options: ReplicaOptions) {
    this.#options = options
  }

  /** Whether a read may go to the replica now. Also starts a probe in the background when one is due. */
  serves(primary: Database): boolean {
    const { clock, maxLagMs, keepAlive } = this.#options
    const now = clock.now()
    if (isProbeDue(this.#state, now, maxLagMs)) keepAlive(this.#probe(primary))
    return conditionOf(this.#state, now, maxLagMs) === 'serving'
  }

  /** An upper bound of the replica's lag in milliseconds; null when unknown. */
  lagMs(): number | null {
    const { caughtUpTo } = this.#state
    return caughtUpTo === null ? null : Math.max(0, this.#options.clock.now() - caughtUpTo)
  }

  /** The answer to a read. Null when the replica gave none, so that the primary must answer. Throws errors of the query itself. */
  async read(query: Query): Promise<Awaited<ReturnType<Database['execute']>> | null> {
    try {
      return await this.#options.open(AbortSignal.timeout(readTimeoutMs)).execute(query)
    } catch (error) {
      const failure = failureOf(error)
      if (failure.sqlState === readOnly) throw error
      // A query cancelled for replay, or one that cannot run yet, does not mean that the next one fails.
      const isAway = failure.sqlState === null || (failure.unavailable && !cancelled.test(failure.sqlState))
      if (isAway) this.#step({ kind: 'failed' }, failure.message)
      return null
    }
  }

  /** Probes the replica until its condition is known, for at most a second. */
  async examine(primary: Database): Promise<ReplicaReport> {
    const { clock, maxLagMs } = this.#options
    for (let looks = 0; looks < 4; looks++) {
      if (looks > 0) await clock.sleep(250)
      await this.#probe(primary)
      if (conditionOf(this.#state, clock.now(), maxLagMs) !== 'unknown') break
    }
    const now = clock.now()
    const words = explainReplica(this.#state, now, maxLagMs)
    return { condition: conditionOf(this.#state, now, maxLagMs), lagMs: this.lagMs(), words }
  }

  async #probe(primary: Database): Promise<void> {
    const at = this.#options.clock.now()
    this.#step({ kind: 'probe_begun' })
    let position: number
    try {
      position = await readWalPosition(primary)
    } catch {
      // An error of the primary says nothing about the replica. Without a new proof, the old one expires.
      return
    }
    try {
      const replayed = await readReplayPosition(this.#options.open(AbortSignal.timeout(probeTimeoutMs)))
      this.#step({ kind: 'probe_answered', mark: { at, position }, replayed })
    } catch (error) {
      this.#step({ kind: 'failed' }, failureOf(error).message)
    }
  }

  /** Applies an event. Logs each change of condition once. */
  #step(event: ReplicaEvent, error?: string): void {
    const { clock, log, maxLagMs } = this.#options
    const now = clock.now()
    this.#state = stepReplica(this.#state, event, now)
    const condition = conditionOf(this.#state, now, maxLagMs)
    if (event.kind === 'probe_begun' || condition === 'unknown' || condition === this.#logged) return
    const fields = { condition, detail: explainReplica(this.#state, now, maxLagMs), ...(error && { error }) }
    if (condition !== 'serving') log.warn('replica.not_serving', fields)
    else log.info('replica.serving', fields)
    this.#logged = condition
  }
}
