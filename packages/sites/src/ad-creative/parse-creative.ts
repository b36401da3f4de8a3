import type { Document, Element } from 'domhandler'
import { parseHtml } from '../html/parse-html.ts'
import { textOf } from '../html/text-of.ts'
import { walkElements } from '../html/walk-elements.ts'
import { webAddress } from '../html/web-address.ts'
import { listOpenGraph, type MetaTag } from './list-open-graph.ts'
import { readMedia } from './read-media.ts'

/** What of an ad's page tells its title, where it leads and what it shows: in the page's order, and as written there. */
export interface CreativeSource {
  document: Document
  /** The page's own address. */
  url: string
  /** What relative links are resolved against. */
  base: string
  /** The most telling first: `og:title`, `<title>`, headings. */
  titles: string[]
  /** Links that the ad's maker declares as its destination. */
  destinations: string[]
  /** Where the page leads by itself. */
  refreshes: string[]
  links: string[]
  /** What the page says its own address is: `canonical`, `og:url`. */
  addresses: string[]
  media: string[]
  /** Elements whose text no reader sees. */
  unseen: Element[]
}

const destinationAttributes = [
  'data-landing-url',
  'data-landing-page',
  'data-destination-url',
  'data-final-url',
  'data-click-url',
  'data-clickurl',
  'data-adurl',
]
/** How a banner names its destination to whoever shows it (IAB, HTML5 for Digital Advertising Guide). */
const clickTag = /\bclickTag\s*=\s*["'](https?:\/\/[^"'\s]+)["']/i
/** `5; url='https://shop.example/'` (HTML, "shared declarative refresh steps"). */
const refresh = /(?:^|[;,\s])url\s*=\s*["']?([^"']+)/i
const heading = /^h[1-6]$/
const hiddenByStyle = /display\s*:\s*none|visibility\s*:\s*hidden/i
/** Further ones would hardly be what the ad is called. */
const mostHeadings = 10

/** Parses an ad's page; `url` is its address. Throws UnreadablePage as `parseHtml` does. */
export function parseCreative(html: string, url: string): CreativeSource {
  const document = parseHtml(html)
  const empty = { destinations: [], refreshes: [], links: [], media: [], unseen: [] }
  const source: CreativeSource = { document, url, base: url, titles: [], addresses: [], ...empty }
  const [metas, titles, headings, canonical]: [MetaTag[], string[], Element[], string[]] = [[], [], [], []]
  walkElements(document.children, (element) => {
    const { name, attribs } = element
    if (name === 'script') {
      const destination = clickTag.exec(rawText(element))?.[1]
      if (destination) source.destinations.push(destination)
      return false
    }
    if (name === 'title' || attribs.hidden !== undefined || hiddenByStyle.test(attribs.style ?? ''))
      source.unseen.push(element)
    // A picture has a title of its own.
    if (name === 'svg') return false
    for (const attribute of destinationAttributes) if (attribs[attribute]) source.destinations.push(attribs[attribute])
    source.media.push(...readMedia(element))
    if (name === 'base' && attribs.href) source.base = webAddress(attribs.href, url) ?? url
    if (name === 'title') titles.push(textOf(element))
    if (heading.test(name) && headings.length < mostHeadings) headings.push(element)
    if ((name === 'a' || name === 'area') && attribs.href) source.links.push(attribs.href)
    if (name === 'link' && attribs.href && attribs.rel?.toLowerCase().trim() === 'canonical')
      canonical.push(attribs.href)
    if (name === 'meta' && attribs.content) {
      const leads = attribs['http-equiv']?.toLowerCase().trim() === 'refresh' && refresh.exec(attribs.content)?.[1]
      if (leads) source.refreshes.push(leads)
      metas.push({ name: (attribs.property ?? attribs.name ?? '').trim().toLowerCase(), content: attribs.content })
    }
    return true
  })
  const openGraph = listOpenGraph(metas)
  source.titles.push(...openGraph.titles, ...titles, ...headings.map((one) => textOf(one)))
  source.addresses.push(...canonical, ...openGraph.addresses)
  source.media.unshift(...openGraph.media)
  return source
}

const rawText = (script: Element): string =>
  script.children.map((child) => ('data' in child ? child.data : '')).join('')
