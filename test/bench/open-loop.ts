import { setTimeout as sleep } from 'node:timers/promises'

/** The results of requests sent at fixed times, whether or not earlier ones had been answered. */
export interface OpenLoop {
  /** Milliseconds from when each request was due, which includes the time behind other requests. */
  latencies: number[]
  offeredPerSecond: number
  /** Answers per second during the time of sending. */
  answeredPerSecond: number
  failed: number
}

/**
 * Sends `perSecond` requests a second for some seconds, or until stopped, and awaits their answers. `act` receives the due time
 * of its request (by `performance.now()`) and returns whether the answer was good. Its errors are thrown at the end.
 */
export async function openLoop(
  perSecond: number,
  seconds: number,
  act: (n: number, due: number) => Promise<boolean>,
  over?: AbortSignal,
): Promise<OpenLoop> {
  const count = Math.max(1, Math.round(perSecond * seconds))
  const start = performance.now()
  const latencies: number[] = []
  let failed = 0
  let inTime = 0
  let error: unknown
  const send = async (n: number, due: number) => {
    const good = await act(n, due)
    const now = performance.now()
    if (!good) failed += 1
    latencies.push(now - due)
    if (now - start <= seconds * 1000) inTime += 1
  }
  const sent: Array<Promise<void>> = []
  while (sent.length < count && !over?.aborted) {
    const due = start + (sent.length * 1000) / perSecond
    const wait = due - performance.now()
    if (wait > 1) await sleep(wait)
    sent.push(
      send(sent.length, due).catch((thrown) => {
        error ??= thrown
      }),
    )
  }
  await Promise.all(sent)
  if (error !== undefined) throw error
  return { latencies, offeredPerSecond: perSecond, answeredPerSecond: inTime / seconds, failed }
}
