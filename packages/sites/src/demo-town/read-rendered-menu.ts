import { type CheerioAPI, load } from 'cheerio/slim'
import { parsePrice } from '../price/parse-price.ts'
import { type Field, found, missing, unparsed } from '../site/field.ts'
import type { Availability, ItemRecord } from '../site/records.ts'
import { type Page, UnreadablePage } from '../site/site.ts'

/** The items of a scripted outlet's page, from the document after its script has run. */
export function readRenderedMenu(page: Page): ItemRecord[] {
  const $ = load(page.body)
  const state = $('[data-menu]').attr('data-menu')
  if (state !== 'ready') {
    throw new UnreadablePage(
      `Expected a menu at ${page.url} that is ready, but it is ${state ?? 'absent'}. Read the page with a browser.`,
    )
  }
  const currency = $('[data-currency]').attr('data-currency')
  return $('.item')
    .toArray()
    .map((element) => readItem($(element), currency, page.url))
}

function readItem(item: ReturnType<CheerioAPI>, currency: string | undefined, base: string): ItemRecord {
  const key = item.attr('data-sku')
  if (!key) throw new UnreadablePage(`An item of the menu at ${base} has no data-sku.`)
  const link = item.find('.name')
  const address = (value: string | undefined): Field<string> =>
    value === undefined ? missing : found(new URL(value, base).href)
  return {
    key,
    name: link.text().trim(),
    price: parsePrice(item.find('.price').text(), { currency }),
    availability: readStock(item.find('.stock').attr('data-stock')),
    url: address(link.attr('href')),
    image: address(item.find('img').attr('src')),
  }
}

function readStock(stock: string | undefined): Field<Availability> {
  if (stock === undefined) return missing
  return stock === 'in_stock' || stock === 'out_of_stock' ? found(stock) : unparsed(stock)
}
