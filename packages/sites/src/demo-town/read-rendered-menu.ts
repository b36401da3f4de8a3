import type { Element } from 'domhandler'
import { parseHtml } from '../html/parse-html.ts'
import { parsePrice } from '../price/parse-price.ts'
import { readPlace } from '../selectors/find-place.ts'
import { readAddressField } from '../selectors/read-fields.ts'
import { selectAll } from '../selectors/select.ts'
import { type Field, found, missing, unparsed } from '../site/field.ts'
import type { Availability, ItemRecord } from '../site/records.ts'
import { type Page, UnreadablePage } from '../site/site.ts'
import { currencyOf } from './read-offers.ts'

/** The items of a scripted outlet's page, from the document after its script has run. */
export function readRenderedMenu(page: Page): ItemRecord[] {
  const document = parseHtml(page.body)
  const state = readPlace({ css: '[data-menu]', attr: 'data-menu' }, document)
  if (state !== 'ready') {
    throw new UnreadablePage(
      `Expected a menu at ${page.url} that is ready, but it is ${state ?? 'absent'}. Read the page with a browser.`,
    )
  }
  const currency = currencyOf(document)
  return selectAll('.item', document).map((item) => readItem(item, currency, page.url))
}

function readItem(item: Element, currency: string | null, base: string): ItemRecord {
  const key = item.attribs['data-sku']
  if (!key) throw new UnreadablePage(`An item of the menu at ${base} has no data-sku.`)
  return {
    key,
    name: readPlace({ css: '.name' }, item) ?? '',
    price: parsePrice(readPlace({ css: '.price' }, item) ?? '', { currency }),
    availability: readStock(readPlace({ css: '.stock', attr: 'data-stock' }, item)),
    url: readAddressField({ css: '.name' }, item, base, 'href'),
    image: readAddressField({ css: 'img' }, item, base, 'src'),
  }
}

function readStock(stock: string | null): Field<Availability> {
  if (stock === null) return missing
  return stock === 'in_stock' || stock === 'out_of_stock' ? found(stock) : unparsed(stock)
}
