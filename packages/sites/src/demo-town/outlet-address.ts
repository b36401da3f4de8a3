import { type PageRequest, UnreadablePage } from '../site/site.ts'

const manners = ['json-ld', 'scripted', 'microdata'] as const

export type Manner = (typeof manners)[number]

/** How the outlet at `url` serves its items: the path segment before its slug. Throws `UnreadablePage` for any other segment. */
export function mannerOf(url: string): Manner {
  const segment = new URL(url).pathname.split('/').at(-2)
  const manner = manners.find((name) => name === segment)
  if (!manner) {
    throw new UnreadablePage(`Expected an outlet of demo town, /${manners.join('/…, /')}/…, but the address is ${url}.`)
  }
  return manner
}

/** The first page of an outlet's items. A scripted page is ready once its script has filled the menu. */
export function firstPage(url: string): PageRequest {
  return mannerOf(url) === 'scripted' ? { url, via: 'render', waitFor: '[data-menu="ready"]' } : { url, via: 'fetch' }
}

/** The page that states whether an outlet takes orders: its own page, or the status API of a scripted outlet. */
export function statusPage(url: string): PageRequest {
  if (mannerOf(url) !== 'scripted') return { url, via: 'fetch' }
  const status = new URL(url)
  status.pathname = status.pathname.replace(/\/scripted\/([^/]+)$/, '/api/scripted/$1/status')
  return { url: status.href, via: 'fetch' }
}
