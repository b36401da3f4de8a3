import { setTimeout as sleep } from 'node:timers/promises'
import { LoadClient } from '../load-client.ts'
import { watchTree } from '../process-tree.ts'
import type { Design } from './design.ts'

/** Takes time of workerd's one thread, as the sweep's Workers do there, and nothing else. */
export interface GuestBurner {
  /** Takes so many processor seconds a second until the signal. */
  burn(processors: number, over: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** As many slices can wait for the thread at once as a sweep has outlets under way. */
const connections = 8
const calibrating = 200
const firstTurns = 1_000_000

/**
 * Finds out what a slice of the guest costs workerd in processor time, its request included.
 * @param sliceMs processor milliseconds of a slice
 */
export async function openGuestBurner(design: Design, workerd: number, sliceMs: number): Promise<GuestBurner> {
  const client = new LoadClient(design.origin, design.key, connections)
  const slice = async (turns: number) => {
    const { status, text } = await client.ask({ method: 'GET', path: `/bench/burn?turns=${turns}` })
    if (status !== 200) throw new Error(`The guest Worker answered ${status}: ${text.slice(0, 200)}`)
  }
  const costMs = async (turns: number) => {
    const watch = watchTree(workerd)
    for (let n = 0; n < calibrating; n += 1) await slice(turns)
    return ((watch.stop()?.cpuSeconds ?? 0) * 1000) / calibrating
  }
  await costMs(firstTurns)
  const [empty, first] = [await costMs(0), await costMs(firstTurns)]
  const turns = Math.max(0, Math.round((firstTurns * (sliceMs - empty)) / (first - empty)))
  return {
    async burn(processors, over) {
      // Each time: what a slice costs has been seen to double within half an hour.
      const meanMs = (await costMs(turns)) / processors
      const sent: Array<Promise<void>> = []
      // At random times, as pages arrive; what could not be sent in time is sent later.
      for (let due = performance.now(); !over.aborted; due -= Math.log(1 - Math.random()) * meanMs) {
        const wait = due - performance.now()
        if (wait > 1) await sleep(wait)
        sent.push(slice(turns))
      }
      await Promise.all(sent)
    },
    close: () => client.close(),
  }
}
