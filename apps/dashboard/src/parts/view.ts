import { useEffect, useState } from 'preact/hooks'

export type PageName = 'overview' | 'pipelines' | 'imports'

/** The drawer over the page. The address contains it, so that a reload keeps it and "back" closes it. */
export type View =
  | { show: 'outlet'; id: string }
  | { show: 'job'; id: string }
  | { show: 'sweep'; id: string }
  | { show: 'cart' }
  | { show: 'new-outlet' }
  | { show: 'new-records'; pipeline: string }
  | { show: 'records'; pipeline: string; status: string | null }
  | { show: 'record'; pipeline: string; id: string }
  | null

interface Place {
  page: PageName
  view: View
}

export const addressOf = {
  page: (name: PageName) => `#${name}`,
  outlet: (id: string) => `#outlet/${encodeURIComponent(id)}`,
  job: (id: string) => `#job/${encodeURIComponent(id)}`,
  sweep: (id: string) => `#sweep/${encodeURIComponent(id)}`,
  cart: '#cart',
  newOutlet: '#new-outlet',
  newRecords: (pipeline: string) => `#pipelines/new/${pipeline}`,
  record: (pipeline: string, id: string) => `#pipelines/record/${pipeline}/${encodeURIComponent(id)}`,
  records: (pipeline: string, status: string | null) => `#pipelines/records/${pipeline}${status ? `/${status}` : ''}`,
}

/** The current page and its open drawer. */
export function usePlace(): Place {
  const [place, setPlace] = useState(readPlace)
  useEffect(() => {
    const follow = () => setPlace(readPlace())
    addEventListener('hashchange', follow)
    addEventListener('popstate', follow)
    return () => {
      removeEventListener('hashchange', follow)
      removeEventListener('popstate', follow)
    }
  }, [])
  return place
}

/** Opens a drawer in place of the open one. */
export function openView(address: string): void {
  location.replace(address)
}

/** Closes the drawer. Uses `pushState`, because an empty `location.hash` would scroll to the top. */
export function closeView(): void {
  const { page } = readPlace()
  history.pushState(null, '', page === 'overview' ? location.pathname + location.search : addressOf.page(page))
  dispatchEvent(new PopStateEvent('popstate'))
}

const readPlace = (): Place => placeAt(location.hash)

/** The place that the fragment of an address names. */
export function placeAt(fragment: string): Place {
  const [first, ...rest] = fragment.slice(1).split('/').map(decoded)
  if (first === 'pipelines') return { page: 'pipelines', view: viewOfPipelines(rest) }
  return first === 'imports'
    ? { page: 'imports', view: null }
    : { page: 'overview', view: viewOfOverview(first, rest[0]) }
}

/** A part of an address that is not validly escaped stays as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function viewOfOverview(show: string | undefined, id: string | undefined): View {
  if ((show === 'outlet' || show === 'job' || show === 'sweep') && id) return { show, id }
  return show === 'cart' || show === 'new-outlet' ? { show } : null
}

function viewOfPipelines([show, pipeline, part = null]: Array<string | null>): View {
  if (!pipeline) return null
  if (show === 'records') return { show, pipeline, status: part }
  if (show === 'record' && part) return { show, pipeline, id: part }
  return show === 'new' ? { show: 'new-records', pipeline } : null
}
