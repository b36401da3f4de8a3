import type { PastDecision } from '@edgesweep/runner/decision-history.ts'

/** A served decision and the phase of the bench. It stands for `readings` readings, of which only the last was seen. */
export interface SeenDecision extends PastDecision {
  phase: string
  readings: number
}

/** Every decision of a runner, in order. The runner serves at most a hundred, and of equal decisions in a row only the newest reading. */
export class DecisionLog {
  readonly seen: SeenDecision[] = []

  /** Adds the decisions served by `/governor`, newest first. Returns the number of new ones. */
  add(served: PastDecision[], phase: string): number {
    const last = this.seen.at(-1)
    const fresh = served.filter(({ at }) => !last || at > last.at).toReversed()
    for (const [index, decision] of fresh.entries()) {
      const goesOn = index === 0 && last?.change === 0 && decision.change === 0 && decision.reason === last.reason
      this.seen.push({ ...decision, phase, readings: goesOn ? decision.times - last.times : decision.times })
    }
    return fresh.length
  }

  of(phase: string): SeenDecision[] {
    return this.seen.filter((decision) => decision.phase === phase)
  }

  /** The number of decisions with this reason and change. */
  count(reason: PastDecision['reason'], change: PastDecision['change']): number {
    const same = this.seen.filter((decision) => decision.reason === reason && decision.change === change)
    return same.reduce((sum, { readings }) => sum + readings, 0)
  }
}
