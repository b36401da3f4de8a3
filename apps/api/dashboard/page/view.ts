import { useEffect, useState } from 'preact/hooks'

/** What lies over the page. It is in the address, so that a reload keeps it and "back" closes it. */
export type View =
  | { show: 'outlet'; id: string }
  | { show: 'job'; id: string }
  | { show: 'cart' }
  | { show: 'new-outlet' }
  | null

export const addressOf = {
  outlet: (id: string) => `#outlet/${encodeURIComponent(id)}`,
  job: (id: string) => `#job/${encodeURIComponent(id)}`,
  cart: '#cart',
  newOutlet: '#new-outlet',
}

export function useView(): View {
  const [view, setView] = useState(readView)
  useEffect(() => {
    const follow = () => setView(readView())
    addEventListener('hashchange', follow)
    addEventListener('popstate', follow)
    return () => {
      removeEventListener('hashchange', follow)
      removeEventListener('popstate', follow)
    }
  }, [])
  return view
}

/** Shows something else in place of what is open. */
export function openView(address: string): void {
  location.replace(address)
}

/** An empty `location.hash` would scroll to the top. */
export function closeView(): void {
  history.pushState(null, '', location.pathname + location.search)
  dispatchEvent(new PopStateEvent('popstate'))
}

function readView(): View {
  const [show, id] = location.hash.slice(1).split('/')
  if ((show === 'outlet' || show === 'job') && id) return { show, id: decodeURIComponent(id) }
  return show === 'cart' || show === 'new-outlet' ? { show } : null
}
