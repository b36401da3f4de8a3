import type { Document, Element } from 'domhandler'
import { parseHtml } from '../html/parse-html.ts'
import { rawText, textOf } from '../html/text-of.ts'
import { walkElements } from '../html/walk-elements.ts'
import { webAddress } from '../html/web-address.ts'
import { listOpenGraph, type MetaTag } from './list-open-graph.ts'
import { readMedia } from './read-media.ts'

/** The parts of an ad's page that carry its title, destination and media, in page order, as written. */
export interface CreativeSource {
  document: Document
  /** The address of the page. */
  url: string
  /** The address that relative links are resolved against. */
  base: string
  /** The best title first: `og:title`, `<title>`, headings. */
  titles: string[]
  /** Destinations that attributes or a `clickTag` declare. */
  destinations: string[]
  /** Addresses that the page itself redirects to. */
  refreshes: string[]
  links: string[]
  /** The page's address as stated by `canonical` and `og:url`. */
  addresses: string[]
  media: string[]
  /** Elements whose text is not shown. */
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
/** The variable in which an HTML5 banner names its destination (IAB, HTML5 for Digital Advertising Guide). */
const clickTag = /\bclickTag\s*=\s*["'](https?:\/\/[^"'\s]+)["']/i
/** `5; url='https://shop.example/'` (HTML, "shared declarative refresh steps"). */
const refresh = /(?:^|[;,\s])url\s*=\s*["']?([^"']+)/i
const heading = /^h[1-6]$/
const hiddenByStyle = /display\s*:\s*none|visibility\s*:\s*hidden/i
/** A title found only after ten headings is unlikely. */
const mostHeadings = 10

/** Parses an ad's page at `url`. Throws `UnreadablePage` under the same conditions as `parseHtml`. */
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
    // An SVG image may have a <title> of its own.
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
