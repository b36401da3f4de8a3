import type { Clock } from './context.ts'

/** A pause that ends early when `signal` aborts. It removes its listener, because the signal may outlive many pauses. */
export async function pauseUnless(signal: AbortSignal, clock: Pick<Clock, 'sleep'>, ms: number): Promise<void> {
  if (signal.aborted) return
  let end = () => {}
  const aborted = new Promise<void>((resolve) => {
    end = resolve
  })
  signal.addEventListener('abort', end, { once: true })
  await Promise.race([clock.sleep(ms), aborted])
  signal.removeEventListener('abort', end)
}
