import { openLoop } from '../../open-loop.ts'
import type { SoakWorld } from '../world.ts'
import { carts } from './carts.ts'
import { creatives } from './creatives.ts'
import { imports } from './imports.ts'
import type { Accepted, Load } from './load.ts'
import { reads } from './reads.ts'
import { refreshes } from './refreshes.ts'
import { sweeps } from './sweeps.ts'

/** The list of all loads. The clock's own sweeps come on top. */
const loads: Record<string, Load> = { reads, carts, refreshes, sweeps, creatives, imports }

/** What the loads have done so far. */
export interface LoadsDone {
  accepted: Accepted
  /** Requests by load. */
  sent: Record<string, number>
  wrong: string[]
}

const mostWrong = 20

/** Runs all loads for some minutes and until the work that they wait for has ended. `done` is filled meanwhile. */
export async function runLoads(world: SoakWorld, minutes: number, done: LoadsDone): Promise<void> {
  const note = (problem: string) => {
    if (done.wrong.length < mostWrong) done.wrong.push(problem)
  }
  await Promise.all(
    Object.entries(loads).map(([name, load]) =>
      openLoop(load.perMinute / 60, minutes * 60, async (n) => {
        done.sent[name] = n + 1
        const problem = await load.send(world, n, done.accepted).catch((error: unknown) => `${name} ${n}: ${error}`)
        if (problem !== null) note(problem)
        return problem === null
      }),
    ),
  )
}
