import type { LaneName } from '@edgesweep/core/lane/lane.ts'
import { DomainDesk } from '@edgesweep/core/permit/domain-desk.ts'
import type { VirtualTime } from './virtual-time.ts'

/** The longest wait for a permit, as in `under-permit.ts`. */
const patienceMs = 2_000

type Answer = { token: string } | { refusedUntil: number }

/** The desk of each domain. Every visit to a page succeeds. */
export class DomainFleet {
  readonly #time: VirtualTime
  readonly #slots: number
  readonly #domains = new Map<number, { desk: DomainDesk; calls: number }>()

  constructor(time: VirtualTime, slots: number) {
    this.#time = time
    this.#slots = slots
  }

  ask(domain: number, lane: LaneName, answered: (answer: Answer) => void): void {
    this.#called(domain).ask(lane, patienceMs, { slots: this.#slots, delayMs: null }, (answer) => {
      const result = answer.ok ? { token: answer.token } : { refusedUntil: this.#time.now + answer.afterMs }
      // A caller must not call the desk from within its answer.
      this.#time.after(0, () => answered(result))
    })
  }

  giveBack(domain: number, token: string): void {
    this.#called(domain).giveBack(token, { type: 'answered' })
  }

  /** The number of calls to each object, the largest first. */
  calls(): number[] {
    return [...this.#domains.values()].map(({ calls }) => calls).toSorted((a, b) => b - a)
  }

  #called(name: number): DomainDesk {
    const domain = this.#domains.get(name) ?? { desk: this.#newDesk(), calls: 0 }
    this.#domains.set(name, domain)
    domain.calls += 1
    return domain.desk
  }

  #newDesk(): DomainDesk {
    return new DomainDesk({ storage: null, clock: this.#time.clock, random: () => 0.5 })
  }
}
