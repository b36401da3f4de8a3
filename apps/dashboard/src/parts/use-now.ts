import { useSyncExternalStore } from 'preact/compat'

const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  now = Date.now()
  for (const notify of listeners) notify()
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) timer = setInterval(tick, 1_000)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) clearInterval(timer)
  }
}

/** The time in epoch milliseconds, updated every second. One timer serves all components, so that all ages change together. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now)
