import { useSyncExternalStore } from 'preact/compat'

const slot = 'edgesweep-key'
const listeners = new Set<() => void>()

/** The API key of this tab; null if there is none. */
export const currentKey = (): string | null => sessionStorage.getItem(slot)

/** Keeps a key in this tab's session storage; null removes it. */
export function setKey(key: string | null): void {
  if (key === null) sessionStorage.removeItem(slot)
  else sessionStorage.setItem(slot, key)
  for (const notify of listeners) notify()
}

/**
 * Takes the key from an address that ends in `#key=…`, and removes it from the address bar and the history. Somebody else's link must not
 * replace the tab's key unnoticed, or its user would send data to another's account.
 */
export function takeKeyFromAddress(): void {
  const key = new URLSearchParams(location.hash.slice(1)).get('key')
  if (!key) return
  history.replaceState(null, '', location.pathname + location.search)
  const own = currentKey()
  if (own === null || own === key || confirm('This link has another API key. Use it in place of the key of this tab?'))
    setKey(key)
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useKey = (): string | null => useSyncExternalStore(subscribe, currentKey)
