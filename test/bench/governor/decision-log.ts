import type { PastDecision } from '@edgesweep/runner/decision-history.ts'

/** A decision as it was served, when the bench was in `phase`. It stands for so many `readings`: those before its own were not seen. */
export interface SeenDecision extends PastDecision {
  phase: string
  readings: number
}

/** Every decision of a runner, in order, though it tells of no more than a hundred, and of a row of equal ones only the newest reading. */
export class DecisionLog {
  readonly seen: SeenDecision[] = []

  /** Takes what `/governor` served, the newest first; gives how many are new. */
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

  /** How often something was decided. */
  count(reason: PastDecision['reason'], change: PastDecision['change']): number {
    const same = this.seen.filter((decision) => decision.reason === reason && decision.change === change)
    return same.reduce((sum, { readings }) => sum + readings, 0)
  }
}
