import { setTimeout as sleep } from 'node:timers/promises'
import type { Run, RunTime } from './answer-runs.ts'

/** How a record is claimed and completed where no framework does it: `claim` gives the ids and numbers, none when nothing is due. */
export interface ClaimSteps<Claimed> {
  claim(): Promise<Claimed[]>
  numberOf(claimed: Claimed): number
  /** Gives how many were completed. */
  complete(claimed: Claimed[]): Promise<number>
}

const idleMs = 5

/**
 * So many loops side by side, each of which claims, handles and completes in turn. A loop that finds nothing ends, or asks again a
 * little later when the run has no end of its own.
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
