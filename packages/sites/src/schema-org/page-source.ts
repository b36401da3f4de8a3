import type { Document, Element } from 'domhandler'
import { parseHtml } from '../html/parse-html.ts'
import { rawText } from '../html/text-of.ts'
import { walkElements } from '../html/walk-elements.ts'
import { webAddress } from '../html/web-address.ts'

/** A page parsed once, with the elements that the readers of the four syntaxes start from. */
export interface PageSource {
  document: Document
  /** The address that relative links are resolved against. */
  base: string
  jsonLd: string[]
  metas: { name: string; content: string }[]
  microdata: Element[]
  rdfa: Element[]
  /** Absolute addresses of `<link>` and `<a>` by their `rel`, such as `canonical` or `next`. */
  links: Map<string, string>
}

const JSON_LD = /^application\/ld\+json\b/i

/** Parses a page once for all readers; `url` is its address. Throws `UnreadablePage` under the same conditions as `parseHtml`. */
export function parsePage(html: string, url: string): PageSource {
  const document = parseHtml(html)
  const source: PageSource = { document, base: url, jsonLd: [], metas: [], microdata: [], rdfa: [], links: new Map() }
  const rels: [string, string][] = []
  walkElements(document.children, (element) => {
    const { name, attribs } = element
    if (attribs.itemscope !== undefined) source.microdata.push(element)
    if (attribs.typeof !== undefined) source.rdfa.push(element)
    if (name === 'script') {
      if (JSON_LD.test(attribs.type?.trim() ?? '')) source.jsonLd.push(rawText(element))
      return false
    }
    if (name === 'base' && attribs.href) source.base = webAddress(attribs.href, url) ?? url
    if (name === 'meta') {
      const meta = attribs.property ?? attribs.name
      if (meta && attribs.content) source.metas.push({ name: meta.trim().toLowerCase(), content: attribs.content })
    }
    if ((name === 'link' || name === 'a') && attribs.rel && attribs.href) rels.push([attribs.rel, attribs.href])
    return true
  })
  for (const [rel, href] of rels) {
    const address = webAddress(href, source.base)
    for (const one of rel.toLowerCase().split(/\s+/))
      if (address && !source.links.has(one)) source.links.set(one, address)
  }
  return source
}
