import { useSyncExternalStore } from 'preact/compat'

const slot = 'edgesweep-key'
const listeners = new Set<() => void>()

/** The API key that this tab works with. */
export const currentKey = (): string | null => sessionStorage.getItem(slot)

/** Keeps a key for this tab alone; null forgets it. */
export function setKey(key: string | null): void {
  if (key === null) sessionStorage.removeItem(slot)
  else sessionStorage.setItem(slot, key)
  for (const tell of listeners) tell()
}

/** Takes the key out of an address that ends in `#key=…`, so that it is neither seen nor kept in the history. */
export function takeKeyFromAddress(): void {
  const key = new URLSearchParams(location.hash.slice(1)).get('key')
  if (!key) return
  history.replaceState(null, '', location.pathname + location.search)
  setKey(key)
}

const subscribe = (tell: () => void) => {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

export const useKey = (): string | null => useSyncExternalStore(subscribe, currentKey)
