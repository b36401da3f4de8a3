import { type ClaimedDelivery, claimDueDeliveries } from '@edgesweep/db/queries/delivery/claim-due.ts'
import { numberDeliveries } from '@edgesweep/db/queries/delivery/number.ts'
import { type DeliveryAttempt, recordDeliveryAttempts } from '@edgesweep/db/queries/delivery/record-attempts.ts'
import { sharesOf } from '../line/shares-of.ts'
import { attemptDelivery, type DeliveryContext } from './attempt-delivery.ts'

/** A Worker invocation may await six answers at once. A further request would spend its time limit in a queue. */
const inFlight = 5
const perReceiverInFlight = 2
/** Claimed at once. Those that cannot start yet wait for a slot, within their lease. */
const claimedAtOnce = 4 * inFlight
const leaseSeconds = 120
const numberedAtOnce = 1_000
/** The maximum number of claims in a row that find nothing due. Each looks at a thousand receivers. */
const mostEmptyClaims = 20

/** One run of the deliverer: claims, sends and records until nothing is due or its time is up. */
export class Deliverer {
  readonly #ctx: DeliveryContext
  readonly #stopAt: number
  readonly #signal: AbortSignal | undefined
  readonly #token = crypto.randomUUID()
  readonly #waiting: ClaimedDelivery[] = []
  readonly #running = new Map<ClaimedDelivery, Promise<void>>()
  readonly #ended: DeliveryAttempt[] = []
  readonly #failures: unknown[] = []
  #recording: Promise<void> | null = null
  #attempts = 0
  #after = ''
  #emptyClaims = 0

  /** `stopAt` in epoch milliseconds: no attempt begins later, nor when `signal` has aborted. */
  constructor(ctx: DeliveryContext, stopAt: number, signal?: AbortSignal) {
    this.#ctx = ctx
    this.#stopAt = stopAt
    this.#signal = signal
  }

  /** Returns the number of attempts. Throws the first failure of a statement, after the other attempts are recorded. */
  async run(): Promise<number> {
    while (true) {
      this.#recordEnded()
      // A record that ends during a claim may free a receiver that the claim took for busy.
      const isAlone = this.#running.size === 0 && this.#recording === null
      if (this.#mayClaim()) await this.#claim()
      if (this.#isOver()) this.#giveBack(() => true)
      this.#startSome()
      this.#recordEnded()
      const awaited = [...this.#running.values(), ...(this.#recording ? [this.#recording] : [])]
      if (awaited.length > 0) await Promise.race(awaited)
      else if (!this.#mayClaim() || (isAlone && this.#emptyClaims > 0)) break
    }
    if (this.#failures.length > 0) throw this.#failures[0]
    return this.#attempts
  }

  #isOver(): boolean {
    return this.#failures.length > 0 || this.#signal?.aborted === true || this.#ctx.clock.now() >= this.#stopAt
  }

  /** A statement takes a connection, too. */
  #mayClaim(): boolean {
    const isFull = this.#recording !== null && this.#running.size >= inFlight
    return !this.#isOver() && !isFull && this.#waiting.length < inFlight
  }

  async #claim(): Promise<void> {
    const held = [...this.#waiting, ...this.#running.keys()]
    const lines = { ...sharesOf(inFlight, held), perLine: 2 * perReceiverInFlight }
    const terms = { token: this.#token, leaseSeconds, ...lines }
    try {
      await numberDeliveries(this.#ctx.db, { limit: numberedAtOnce })
      for (this.#emptyClaims = 0; this.#emptyClaims < mostEmptyClaims; this.#emptyClaims++) {
        const limit = claimedAtOnce - this.#waiting.length
        const claims = await claimDueDeliveries(this.#ctx.db, { ...terms, limit, after: this.#after })
        this.#after = claims.after
        this.#waiting.push(...claims.deliveries)
        if (claims.deliveries.length > 0) return
        if (claims.isWholeLap) break
      }
      this.#emptyClaims = Math.max(1, this.#emptyClaims)
    } catch (error) {
      this.#failures.push(error)
    }
  }

  #startSome(): void {
    for (const delivery of [...this.#waiting]) {
      const same = [...this.#running.keys()].filter(({ line }) => line === delivery.line)
      if (this.#running.size >= inFlight || same.length >= perReceiverInFlight) continue
      this.#waiting.splice(this.#waiting.indexOf(delivery), 1)
      this.#attempts += 1
      const work = attemptDelivery(this.#ctx, delivery).then((attempt) => {
        this.#ended.push(attempt)
        const { receiver } = attempt
        if (receiver && receiver.failures > 0) this.#giveBack(({ line }) => line === receiver.line)
      })
      this.#running.set(
        delivery,
        work.finally(() => this.#running.delete(delivery)),
      )
    }
  }

  /** Gives back claims without an attempt: their receiver has just failed, or the time is up. */
  #giveBack(which: (delivery: ClaimedDelivery) => boolean): void {
    for (const delivery of this.#waiting.filter(which)) {
      this.#waiting.splice(this.#waiting.indexOf(delivery), 1)
      const none = { statusCode: null, error: null, durationMs: 0, receiver: null }
      this.#ended.push({ deliveryId: delivery.id, ...none, outcome: 'postponed', retryAfterSeconds: 0 })
    }
  }

  /** Attempts that end while a statement runs are recorded together by the next one. */
  #recordEnded(): void {
    if (this.#recording || this.#ended.length === 0) return
    this.#recording = recordDeliveryAttempts(this.#ctx.db, this.#token, this.#ended.splice(0))
      .catch((error) => void this.#failures.push(error))
      .then(() => {
        this.#recording = null
      })
  }
}
