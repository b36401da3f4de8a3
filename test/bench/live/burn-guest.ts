import { setTimeout as sleep } from 'node:timers/promises'
import { LoadClient } from '../load-client.ts'
import { watchTree } from '../process-tree.ts'
import type { Design } from './design.ts'

/** A control load in workerd's one thread, where the sweep's Workers run. */
export interface GuestBurner {
  /** Uses this many processor seconds per second until the signal aborts. */
  burn(processors: number, over: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** The number of slices that can wait for the thread, as many as the outlets that a sweep has in progress. */
const connections = 8
const calibrating = 200
const firstTurns = 1_000_000

/**
 * Opens a control load in workerd. Calibrates it first, so that a slice with its request takes `sliceMs`.
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
      // Measured each time, because the cost of a slice can double within half an hour.
      const meanMs = (await costMs(turns)) / processors
      const sent: Array<Promise<void>> = []
      // At random times, as pages arrive. A slice that could not be sent in time is sent later.
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
