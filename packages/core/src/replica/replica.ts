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

/** A read that takes longer is the primary's. */
const readTimeoutMs = 500
/** One that slept may take this long to wake up, which only a probe waits for. */
const probeTimeoutMs = 2_000

/** SQLSTATE of a statement that would write: on a replica, that is a fault of ours which the primary must not hide. */
const readOnly = '25006'

type Query = Parameters<Database['execute']>[0]

export interface ReplicaOptions {
  /** Reaches the replica; what is under way there is broken off when `signal` aborts. */
  open(signal: AbortSignal): Database
  /** How far behind the primary its answers may be. */
  maxLagMs: number
  clock: Clock
  log: Log
  /** Lets what nobody waits for go on after the request that began it. */
  keepAlive(work: Promise<void>): void
}

/** How a replica is, `lagMs` at most behind the primary; null: not known. */
export interface ReplicaReport {
  condition: ReplicaCondition
  lagMs: number | null
  words: string
}

/** A read replica as one isolate or process knows it. */
export class Replica {
  readonly #options: ReplicaOptions
  #state: ReplicaState = newReplica
  #said: ReplicaCondition = 'unknown'

  constructor(options: ReplicaOptions) {
    this.#options = options
  }

  /** Whether a read may go to it now. By the way looks after it from time to time, which holds no read up. */
  serves(primary: Database): boolean {
    const { clock, maxLagMs, keepAlive } = this.#options
    const now = clock.now()
    if (isProbeDue(this.#state, now, maxLagMs)) keepAlive(this.#probe(primary))
    return conditionOf(this.#state, now, maxLagMs) === 'serving'
  }

  /** By how much its answers may be older than the primary's, in milliseconds. */
  lagMs(): number | null {
    const { caughtUpTo } = this.#state
    return caughtUpTo === null ? null : Math.max(0, this.#options.clock.now() - caughtUpTo)
  }

  /** The answer to a read; null when it gave none, and the primary is to be asked. Throws what no read would run into. */
  async read(query: Query): Promise<Awaited<ReturnType<Database['execute']>> | null> {
    try {
      return await this.#options.open(AbortSignal.timeout(readTimeoutMs)).execute(query)
    } catch (error) {
      const failure = failureOf(error)
      if (failure.sqlState === readOnly) throw error
      // A statement that it broke off to replay, or cannot run yet, says nothing of the next one.
      if (failure.unavailable || failure.sqlState === null) this.#step({ kind: 'failed' }, failure.message)
      return null
    }
  }

  /** Looks at it until it is known how it is, for a second at most. */
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
      // The primary's trouble is none of the replica's; what is proved of it expires.
      return
    }
    try {
      const replayed = await readReplayPosition(this.#options.open(AbortSignal.timeout(probeTimeoutMs)))
      this.#step({ kind: 'probe_answered', mark: { at, position }, replayed })
    } catch (error) {
      this.#step({ kind: 'failed' }, failureOf(error).message)
    }
  }

  /** The log tells each change for the worse and back once. */
  #step(event: ReplicaEvent, error?: string): void {
    const { clock, log, maxLagMs } = this.#options
    const now = clock.now()
    this.#state = stepReplica(this.#state, event, now)
    const condition = conditionOf(this.#state, now, maxLagMs)
    if (event.kind === 'probe_begun' || condition === 'unknown' || condition === this.#said) return
    const fields = { condition, detail: explainReplica(this.#state, now, maxLagMs), ...(error && { error }) }
    if (condition !== 'serving') log.warn('replica.left', fields)
    else log.info('replica.serving', fields)
    this.#said = condition
  }
}
