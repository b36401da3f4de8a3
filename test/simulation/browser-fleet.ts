import type { LaneName } from '@edgesweep/core/lane/lane.ts'
import { BrowserDesk } from '@edgesweep/core/permit/browser-desk.ts'
import { type BrowserLimits, type BrowserState, noBrowsers } from '@edgesweep/core/permit/browser-state.ts'
import type { VirtualTime } from './virtual-time.ts'

/** The longest wait for a slot before its ticket is returned, as in `browser-slots.ts`. */
const patienceMs = 10_000

export interface Slot {
  token: string
}

type Answer = { slot: Slot } | { refusedUntil: number }

/** The browsers' desk, with browsers that take `launchMs` to launch. The platform closes one that was unused for `keepAliveMs`. */
export class BrowserFleet {
  readonly #time: VirtualTime
  readonly #limits: BrowserLimits
  readonly #launchMs: number
  readonly #keepAliveMs: number
  readonly #desk: BrowserDesk
  /** The state that the desk stored last. */
  #state: BrowserState
  readonly #usedAt = new Map<string, number>()
  /** The number of calls to the `Permits` object. */
  calls = 0

  constructor(time: VirtualTime, limits: BrowserLimits, launchMs: number, keepAliveMs = Number.POSITIVE_INFINITY) {
    this.#time = time
    this.#limits = limits
    this.#launchMs = launchMs
    this.#keepAliveMs = keepAliveMs
    this.#state = noBrowsers(limits)
    const write = (state: BrowserState) => {
      this.#state = state
    }
    this.#desk = new BrowserDesk({ storage: { read: () => null, write }, clock: time.clock })
  }

  ask(lane: LaneName, answered: (answer: Answer) => void): void {
    const ask = { lane, patienceMs, connected: [], limits: this.#limits, alive: this.#alive() }
    // A caller must not call the desk from within its answer.
    const pass = (answer: Answer) => this.#time.after(0, () => answered(answer))
    this.#called().ask(ask, (answer) => {
      this.#close(answer.close)
      if (answer.type === 'refused') return pass({ refusedUntil: this.#time.now + answer.afterMs })
      const { token } = answer
      if (answer.type === 'connect') return pass({ slot: { token } })
      this.#time.after(this.#launchMs, () => {
        this.#called().launched(token, `browser of ${token}`)
        pass({ slot: { token } })
      })
    })
  }

  renew(slots: Slot[]): void {
    this.#called().renew(slots.map(({ token }) => token))
  }

  giveBack({ token }: Slot): void {
    this.#close(this.#called().giveBack(token, false, null))
  }

  /** Records which browsers are in use now. Call it every second. */
  pass(): void {
    for (const { sessionId, slots } of this.#state.sessions)
      if (sessionId !== null && slots.size > 0) this.#usedAt.set(sessionId, this.#time.now)
  }

  /** The number of running browsers. */
  get size(): number {
    return this.#alive().length
  }

  #called(): BrowserDesk {
    this.calls += 1
    return this.#desk
  }

  #close(sessionIds: string[]): void {
    if (sessionIds.length > 0) this.#time.after(0, () => this.#called().closed(sessionIds))
  }

  #alive(): string[] {
    const since = this.#time.now - this.#keepAliveMs
    return this.#state.sessions.flatMap(({ sessionId }) =>
      sessionId !== null && (this.#usedAt.get(sessionId) ?? this.#time.now) > since ? sessionId : [],
    )
  }
}
