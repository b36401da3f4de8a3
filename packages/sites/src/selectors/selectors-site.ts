import type { Document, Element } from 'domhandler'
import { parseHtml } from '../html/parse-html.ts'
import { webAddress } from '../html/web-address.ts'
import { describeIssues } from '../site/describe-issues.ts'
import { distinctItems } from '../site/distinct-items.ts'
import { found, missing } from '../site/field.ts'
import { pageRequest } from '../site/page-options.ts'
import type { ItemRecord, PageRecord, PlatformStatusRecord } from '../site/records.ts'
import {
  type ItemsRead,
  type OutletTarget,
  type Page,
  type PageRequest,
  type Site,
  UnreadablePage,
} from '../site/site.ts'
import { withinBudget } from '../site/work-budget.ts'
import { readPlace } from './find-place.ts'
import { readAddressField, readAvailabilityField, readPriceField, readTextField } from './read-fields.ts'
import { selectAll, selectOne } from './select.ts'
import { type SelectorsOptions, selectorsOptions } from './selectors-options.ts'

const request = ({ url, options }: OutletTarget): PageRequest => pageRequest(url, selectorsOptions.parse(options))

function open(page: Page): { document: Document; base: string } {
  if (page.status >= 400)
    throw new UnreadablePage(`Expected a page at ${page.url}, but the server answered ${page.status}.`)
  const document = parseHtml(page.body)
  const base = selectOne('base[href]', document)?.attribs.href
  return { document, base: (base && webAddress(base, page.url)) || page.url }
}

function readItem(
  fields: NonNullable<SelectorsOptions['fields']>,
  element: Element,
  base: string,
  currency?: string,
): ItemRecord | null {
  const name = readPlace(fields.name, element)
  if (name === null) return null
  const url = readAddressField(fields.url, element, base, 'href')
  const key = fields.key ? readPlace(fields.key, element) : null
  return {
    key: key
      ? `key:${key}`
      : url.state === 'found'
        ? `at:${url.value}`
        : `name:${name.normalize('NFKC').toLowerCase()}`,
    name,
    price: readPriceField(fields.price, element, currency),
    availability: readAvailabilityField(fields.availability, element),
    url,
    image: readAddressField(fields.image, element, base, 'src'),
  }
}

/** Returns an empty list only when `empty` matches. Otherwise throws, because the page's layout has probably changed. */
function readItems(
  { item, fields, empty, currency }: SelectorsOptions,
  document: Document,
  base: string,
  page: Page,
): ItemRecord[] {
  if (item === undefined || fields === undefined) return []
  const elements = selectAll(item, document)
  const items = elements.map((element) => readItem(fields, element, base, currency)).filter((one) => one !== null)
  if (items.length > 0 || (empty !== undefined && selectOne(empty, document))) return distinctItems(items)
  const seen =
    elements.length === 0 ? `nothing matched "${item}"` : `none of ${elements.length} that matched "${item}" had a name`
  throw new UnreadablePage(`Expected items at ${page.url}, but ${seen}.`)
}

/** The page of a single product as the only item of its outlet. It has the outlet's address as its key, and the page's title if it has no name. */
function readOnlyItem(page: Page, outlet: OutletTarget): ItemRecord {
  const { name, ...record } = readPage(page, outlet)
  const title = readTextField({ css: 'title' }, open(page).document)
  const shown = [name, title].find(({ state }) => state === 'found')
  if (shown?.state !== 'found') throw new UnreadablePage(`Expected a name at ${page.url}, but found none.`)
  const { price, availability, url, image } = record
  return { key: `at:${outlet.url}`, name: shown.value, price, availability, url, image }
}

function readOutlet(page: Page, outlet: OutletTarget): ItemsRead {
  const options = selectorsOptions.parse(outlet.options)
  if (options.item === undefined && options.page !== undefined)
    return { items: [readOnlyItem(page, outlet)], next: null }
  const { document, base } = open(page)
  const items = readItems(options, document, base, page)
  const next = readAddressField(options.next ? { css: options.next } : undefined, document, base, 'href')
  const follows = next.state === 'found' && next.value !== page.url
  return { items, next: follows ? { ...request(outlet), url: next.value } : null }
}

function readStatus(page: Page, outlet: OutletTarget): PlatformStatusRecord {
  if (page.status === 404 || page.status === 410) return { online: found(false) }
  const { online } = selectorsOptions.parse(outlet.options)
  const { document } = open(page)
  if (!online) return { online: missing }
  if (online.exists !== undefined)
    return { online: found((selectOne(online.css, document) !== null) === online.exists) }
  const text = readPlace(online, document)
  return { online: text === null ? missing : found(text.toLowerCase() === online.equals?.trim().toLowerCase()) }
}

function readPage(page: Page, target: OutletTarget): PageRecord {
  const options = selectorsOptions.parse(target.options)
  const { document, base } = open(page)
  const fields = options.page ?? {}
  return {
    name: readTextField(fields.name, document),
    price: readPriceField(fields.price, document, options.currency),
    availability: readAvailabilityField(fields.availability, document),
    url: readAddressField(fields.url, document, base, 'href'),
    image: readAddressField(fields.image, document, base, 'src'),
    brand: readTextField(fields.brand, document),
    items: readItems(options, document, base, page),
  }
}

/** Reads any page by CSS selectors that its outlet or job declares as data; see `selectorsOptions`. */
export const selectors: Site = withinBudget({
  name: 'selectors',
  outlet: { scan: { request, extract: readStatus }, items: { request, extract: readOutlet } },
  page: { request, extract: readPage },
  checkOptions: (options) => describeIssues(selectorsOptions.safeParse(options)),
})
