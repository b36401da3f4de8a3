import type { Lane } from '@edgesweep/core/lane/lane.ts'
import {
  applyToDomain,
  type DomainInput,
  type DomainState,
  issueToken,
  newDomain,
  nextDomainTime,
} from '@edgesweep/core/permit/domain-permits.ts'
import type { VirtualTime } from './virtual-time.ts'

/** A permit is waited for so long, as `under-permit.ts` does. */
const patienceMs = 2_000

type Answer = { token: string } | { refusedUntil: number }

interface Domain {
  state: DomainState
  asking: Map<string, (answer: Answer) => void>
  timerAt: number
  calls: number
}

/** The machine of each domain's permits, with answers that are never trouble. */
export class DomainFleet {
  readonly #time: VirtualTime
  readonly #slots: number
  readonly #domains = new Map<number, Domain>()

  constructor(time: VirtualTime, slots: number) {
    this.#time = time
    this.#slots = slots
  }

  ask(domain: number, lane: Lane, answered: (answer: Answer) => void): void {
    const kept = this.#domain(domain)
    const token = issueToken(kept.state)
    kept.asking.set(token, answered)
    const terms = { slots: this.#slots, delayMs: null }
    this.#apply(kept, { type: 'ask', token, lane, until: this.#time.now + patienceMs, terms })
  }

  giveBack(domain: number, token: string): void {
    this.#apply(this.#domain(domain), { type: 'return', token, result: { type: 'answered' }, random: 0.5 })
  }

  /** What the objects were asked, the one that was asked most first. */
  calls(): number[] {
    return [...this.#domains.values()].map(({ calls }) => calls).toSorted((a, b) => b - a)
  }

  #domain(name: number): Domain {
    const known = this.#domains.get(name)
    if (known) return known
    const made: Domain = { state: newDomain(), asking: new Map(), timerAt: Number.POSITIVE_INFINITY, calls: 0 }
    this.#domains.set(name, made)
    return made
  }

  #apply(domain: Domain, input: DomainInput): void {
    if (input.type !== 'time') domain.calls += 1
    for (const effect of applyToDomain(domain.state, input, this.#time.now)) {
      const answered = domain.asking.get(effect.token)!
      domain.asking.delete(effect.token)
      const answer = effect.type === 'granted' ? { token: effect.token } : { refusedUntil: effect.until }
      // Whoever asked is not called in the middle of a step of the machine.
      this.#time.after(0, () => answered(answer))
    }
    this.#wake(domain)
  }

  #wake(domain: Domain): void {
    const at = nextDomainTime(domain.state, this.#time.now)
    if (at === null || at >= domain.timerAt) return
    domain.timerAt = at
    this.#time.after(at - this.#time.now, () => {
      if (domain.timerAt !== at) return
      domain.timerAt = Number.POSITIVE_INFINITY
      this.#apply(domain, { type: 'time' })
    })
  }
}
