import type { Lane } from '@edgesweep/core/lane/lane.ts'
import {
  applyToBrowsers,
  type BrowserInput,
  type BrowserLimits,
  noBrowsers,
  takeClosing,
} from '@edgesweep/core/permit/browser-permits.ts'
import type { VirtualTime } from './virtual-time.ts'

/** A slot is waited for so long before its ticket goes back, as `browser-slots.ts` does. */
const patienceMs = 10_000

export interface Slot {
  token: string
}

type Answer = { slot: Slot } | { refusedUntil: number }

/** The browsers' machine with browsers that take `launchMs` to come up, and that the platform closes when nobody has used them for `keepAliveMs`. */
export class BrowserFleet {
  readonly #time: VirtualTime
  readonly #limits: BrowserLimits
  readonly #launchMs: number
  readonly #keepAliveMs: number
  readonly #state
  readonly #usedAt = new Map<string, number>()
  readonly #asking = new Map<string, (answer: Answer) => void>()
  #tokens = 0
  /** What the object was asked. */
  calls = 0

  constructor(time: VirtualTime, limits: BrowserLimits, launchMs: number, keepAliveMs = Number.POSITIVE_INFINITY) {
    this.#time = time
    this.#limits = limits
    this.#launchMs = launchMs
    this.#keepAliveMs = keepAliveMs
    this.#state = noBrowsers(limits)
  }

  ask(lane: Lane, answered: (answer: Answer) => void): void {
    const token = `slot-${++this.#tokens}`
    this.#asking.set(token, answered)
    const until = this.#time.now + patienceMs
    const about = { lane, connected: [], limits: this.#limits, alive: this.#alive() }
    this.#apply({ type: 'ask', token, until, ...about })
  }

  renew(slots: Slot[]): void {
    this.#apply({ type: 'renew', tokens: slots.map(({ token }) => token) })
  }

  giveBack({ token }: Slot): void {
    this.#apply({ type: 'return', token, broken: false, bytes: null })
  }

  /** What time alone does; whatever is to be closed is. */
  pass(): void {
    this.#apply({ type: 'time' })
    for (const { sessionId, slots } of this.#state.sessions)
      if (sessionId !== null && slots.size > 0) this.#usedAt.set(sessionId, this.#time.now)
    const sessionIds = takeClosing(this.#state, this.#time.now)
    if (sessionIds.length > 0) this.#apply({ type: 'closed', sessionIds })
  }

  /** Browsers that are up. */
  get size(): number {
    return this.#alive().length
  }

  #alive(): string[] {
    const since = this.#time.now - this.#keepAliveMs
    return this.#state.sessions.flatMap(({ sessionId }) =>
      sessionId !== null && (this.#usedAt.get(sessionId) ?? this.#time.now) > since ? sessionId : [],
    )
  }

  #apply(input: BrowserInput): void {
    this.calls += 1
    for (const effect of applyToBrowsers(this.#state, input, this.#time.now)) {
      const { token } = effect
      if (effect.type === 'launch') {
        this.#time.after(this.#launchMs, () => {
          this.#apply({ type: 'launched', token, sessionId: `browser of ${token}` })
          this.#answer(token, { slot: { token } })
        })
      } else this.#answer(token, effect.type === 'connect' ? { slot: { token } } : { refusedUntil: effect.until })
    }
  }

  #answer(token: string, answer: Answer): void {
    const answered = this.#asking.get(token)
    this.#asking.delete(token)
    // Whoever asked is not called in the middle of a step of the machine.
    this.#time.after(0, () => answered?.(answer))
  }
}
