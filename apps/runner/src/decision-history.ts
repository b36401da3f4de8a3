import type { Decision } from '@edgesweep/core/governor/governor-settings.ts'

const maxDecisions = 100

/** A decision with its time (ISO 8601) and the number of consecutive readings that led to it. */
export interface PastDecision extends Decision {
  at: string
  times: number
}

/** The last 100 decisions, newest first. A decision that repeats the previous one replaces it and increments `times`. */
export class DecisionHistory {
  #decisions: PastDecision[] = []

  add(decision: Decision, now: number): void {
    const last = this.#decisions[0]
    const isRepeated = last && decision.change === 0 && last.change === 0 && decision.reason === last.reason
    if (isRepeated) this.#decisions.shift()
    this.#decisions.unshift({ at: new Date(now).toISOString(), times: isRepeated ? last.times + 1 : 1, ...decision })
    this.#decisions.length = Math.min(this.#decisions.length, maxDecisions)
  }

  list(): PastDecision[] {
    return [...this.#decisions]
  }
}
