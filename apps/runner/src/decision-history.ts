import type { Decision } from '@edgesweep/core/governor/governor-settings.ts'

const kept = 100

/** A decision with when it was made (ISO 8601), and for how many readings in a row it was the same. */
export interface PastDecision extends Decision {
  at: string
  times: number
}

/** The last hundred decisions, the newest first. One that only says again what the last one said is counted with it, under its newest reading. */
export class DecisionHistory {
  #decisions: PastDecision[] = []

  add(decision: Decision, now: number): void {
    const last = this.#decisions[0]
    const again = last && decision.change === 0 && last.change === 0 && decision.reason === last.reason
    if (again) this.#decisions.shift()
    this.#decisions.unshift({ at: new Date(now).toISOString(), times: again ? last.times + 1 : 1, ...decision })
    this.#decisions.length = Math.min(this.#decisions.length, kept)
  }

  list(): PastDecision[] {
    return [...this.#decisions]
  }
}
