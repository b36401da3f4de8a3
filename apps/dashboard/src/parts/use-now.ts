import { useSyncExternalStore } from 'preact/compat'

const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  now = Date.now()
  for (const tell of listeners) tell()
}

function subscribe(tell: () => void): () => void {
  if (listeners.size === 0) timer = setInterval(tick, 1_000)
  listeners.add(tell)
  return () => {
    listeners.delete(tell)
    if (listeners.size === 0) clearInterval(timer)
  }
}

/** The time in epoch milliseconds, to the second: one clock, so that all ages move together. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now)
