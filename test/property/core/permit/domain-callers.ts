import type { DomainAnswer } from '@edgesweep/core/context.ts'
import type { LaneName } from '@edgesweep/core/lane/lane.ts'
import { DomainDesk } from '@edgesweep/core/permit/domain-desk.ts'
import { type DomainState, type DomainTerms, newDomain } from '@edgesweep/core/permit/domain-state.ts'
import { TimerClock } from '../../../support/timer-clock.ts'

/** A caller that visits pages of the domain in turn, and asks again at the time that a refusal names. */
interface Visitor {
  lane: LaneName
  /** For how long it holds each permit. */
  pageMs: number
  /** How much later than named it asks again. */
  lateMs(): number
  /** Called at each granted permit. It stops when this returns false, or at the next request after `gone` is set. */
  onVisit(at: number): boolean
  gone?: boolean
}

/** The desk of a domain with crawling callers, under a virtual clock. Its process may be evicted at any time. */
export class DomainCallers {
  #now = 1_000_000_000
  #clock = new TimerClock(this.#now)
  #desk: DomainDesk
  #stored: DomainState = newDomain()
  readonly #terms: DomainTerms
  readonly #events: Array<{ at: number; call: () => void }> = []
  /** The calls of those that wait in the present process, should it end. */
  #waiting = new Set<() => void>()
  /** The wait that each refusal named, in ms. */
  readonly told: number[] = []

  constructor(terms: DomainTerms) {
    this.#terms = terms
    this.#desk = this.#open()
  }

  get now(): number {
    return this.#now
  }

  get state(): DomainState {
    return this.#stored
  }

  after(ms: number, call: () => void): void {
    const at = this.#now + ms
    const place = this.#events.findLastIndex((event) => event.at <= at) + 1
    this.#events.splice(place, 0, { at, call })
  }

  /** Lets `ms` pass. */
  run(ms: number): void {
    const until = this.#now + ms
    while (true) {
      const next = Math.min(
        this.#events[0]?.at ?? Number.POSITIVE_INFINITY,
        this.#clock.nextAt ?? Number.POSITIVE_INFINITY,
      )
      if (next > until) break
      this.#pass(next)
      while (this.#events[0] && this.#events[0].at <= this.#now) this.#events.shift()!.call()
    }
    this.#pass(until)
  }

  /** Ends the process of the desk. The calls that wait in it fail. */
  evict(): void {
    const waiting = this.#waiting
    this.#waiting = new Set()
    this.#clock = new TimerClock(this.#now)
    this.#desk = this.#open()
    for (const fail of waiting) fail()
  }

  visit(visitor: Visitor): void {
    const { lane, pageMs, lateMs, onVisit } = visitor
    const again = (ms: number) => this.after(ms + lateMs(), () => this.visit(visitor))
    if (visitor.gone) return
    this.#ask(lane, (answer) => {
      if (answer === null) return again(2_000)
      if (!answer.ok) {
        this.told.push(answer.afterMs)
        return again(answer.afterMs)
      }
      const goesOn = onVisit(this.#now)
      this.after(pageMs, () => {
        this.#desk.giveBack(answer.token, { type: 'answered' })
        if (goesOn) again(0)
      })
    })
  }

  /** `answered` is called with null when the process ends first. */
  #ask(lane: LaneName, answered: (answer: DomainAnswer | null) => void): void {
    const waiting = this.#waiting
    // A caller must not call the desk from within its answer.
    const fail = () => this.after(0, () => answered(null))
    waiting.add(fail)
    this.#desk.ask(lane, 2_000, this.#terms, (answer) => {
      waiting.delete(fail)
      this.after(0, () => answered(answer))
    })
  }

  #pass(at: number): void {
    this.#clock.pass(at - this.#now)
    this.#now = at
  }

  #open(): DomainDesk {
    const storage = {
      read: () => structuredClone(this.#stored),
      write: (state: DomainState) => {
        this.#stored = state
      },
    }
    return new DomainDesk({ storage, clock: this.#clock, random: () => 0.5 })
  }
}
