import { walkElements } from '../html/walk-elements.ts'
import type { Page } from '../site/site.ts'
import { attachOffers } from './attach-offers.ts'
import { microdata, rdfa } from './attribute-syntax.ts'
import { type PageSource, parsePage } from './page-source.ts'
import { readAttributes } from './read-attributes.ts'
import { readJsonLd } from './read-json-ld.ts'
import type { PageFacts } from './read-listed.ts'
import { readProductMeta } from './read-product-meta.ts'
import { isThing, type Thing, valuesOf } from './thing.ts'

/** Everything that a page states, by syntax in order of precedence. */
export interface Sources {
  syntaxes: Thing[][]
  meta: Thing
  facts: PageFacts
  links: Map<string, string>
}

function readMicrodata({ document, microdata: scopes }: PageSource): Thing[] {
  const byId = new Map<string, PageSource['microdata'][number]>()
  if (scopes.some(({ attribs }) => attribs.itemref !== undefined)) {
    walkElements(document.children, (element) => {
      if (element.attribs.id && !byId.has(element.attribs.id)) byId.set(element.attribs.id, element)
      return true
    })
  }
  return readAttributes(scopes, microdata(byId))
}

/** The only currency that the page names; null when it names several or none. */
function onlyCurrency(roots: Thing[]): string | null {
  const currencies = new Set<string>()
  const seen = new Set<Thing>(roots)
  for (const thing of seen) {
    for (const currency of valuesOf(thing, 'priceCurrency')) currencies.add(String(currency).trim())
    for (const values of thing.props.values()) for (const value of values) if (isThing(value)) seen.add(value)
  }
  const [only] = currencies
  return currencies.size === 1 && only ? only : null
}

/** Parses the page once and reads its JSON-LD, microdata, RDFa and product meta. A JSON body counts as one JSON-LD block. */
export function readSources(page: Page): Sources {
  const isJson = /\bjson\b/i.test(page.contentType)
  const source = parsePage(isJson ? '' : page.body, page.url)
  const jsonLd = readJsonLd(isJson ? [page.body] : source.jsonLd)
  const syntaxes = [jsonLd, readMicrodata(source), readAttributes(source.rdfa, rdfa)].map(attachOffers)
  const meta = readProductMeta(source)
  const currency = onlyCurrency([...syntaxes.flat(), meta])
  return { syntaxes, meta, facts: { url: page.url, base: source.base, currency }, links: source.links }
}
