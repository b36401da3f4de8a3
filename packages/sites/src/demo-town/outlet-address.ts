import { type PageRequest, UnreadablePage } from '../site/site.ts'

const manners = ['json-ld', 'scripted', 'microdata'] as const

export type Manner = (typeof manners)[number]

/** How the outlet at `url` serves its items: the path segment before its slug. Throws `UnreadablePage` for another address. */
export function mannerOf(url: string): Manner {
  const segment = new URL(url).pathname.split('/').at(-2)
  const manner = manners.find((name) => name === segment)
  if (!manner) {
    throw new UnreadablePage(`expected an outlet of demo town, /${manners.join('/…, /')}/…, but the address is ${url}`)
  }
  return manner
}

/** Where the outlet's items begin; a scripted outlet is ready when its script has filled the menu. */
export function firstPage(url: string): PageRequest {
  return mannerOf(url) === 'scripted' ? { url, via: 'render', waitFor: '[data-menu="ready"]' } : { url, via: 'fetch' }
}

/** Where the outlet says whether it takes orders: its page, or for a scripted outlet the status API beside it. */
export function statusPage(url: string): PageRequest {
  if (mannerOf(url) !== 'scripted') return { url, via: 'fetch' }
  const status = new URL(url)
  status.pathname = status.pathname.replace(/\/scripted\/([^/]+)$/, '/api/scripted/$1/status')
  return { url: status.href, via: 'fetch' }
}
