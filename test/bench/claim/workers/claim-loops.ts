import { setTimeout as sleep } from 'node:timers/promises'
import type { Run, RunTime } from './answer-runs.ts'

/** The steps of claiming without a framework. `claim` returns ids and numbers, none when nothing is due. */
export interface ClaimSteps<Claimed> {
  claim(): Promise<Claimed[]>
  numberOf(claimed: Claimed): number
  /** Returns the number of completed records. */
  complete(claimed: Claimed[]): Promise<number>
}

const idleMs = 5

/**
 * Runs `loops` concurrent loops. Each one claims, handles and completes in turn. A loop without records ends, or asks again
 * later when the run has no target.
 */
export async function runLoops<Claimed>(loops: number, steps: ClaimSteps<Claimed>, run: Run): Promise<RunTime> {
  const from = performance.now()
  let to = from
  const loop = async () => {
    while (!run.signal.aborted) {
      const claimed = await steps.claim()
      if (claimed.length === 0) {
        await sleep(idleMs)
        continue
      }
      for (const one of claimed) run.handle(steps.numberOf(one))
      run.completed(await steps.complete(claimed))
      to = performance.now()
    }
  }
  await Promise.all(Array.from({ length: loops }, loop))
  return { from, to }
}
