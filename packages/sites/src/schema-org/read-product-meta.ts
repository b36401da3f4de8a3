import type { PageSource } from './page-source.ts'
import { addValue, type Thing } from './thing.ts'

/** Properties of Open Graph (https://ogp.me), its product vocabulary and Pinterest's rich pins, with their schema.org names. */
const PROPERTIES: Record<string, string> = {
  'og:title': 'name',
  'og:url': 'url',
  'og:image': 'image',
  'og:image:url': 'image',
  'og:image:secure_url': 'image',
  'product:brand': 'brand',
  'og:brand': 'brand',
  'product:retailer_item_id': 'sku',
  'product:availability': 'availability',
  'og:availability': 'availability',
}
const PRICE = ['product:price:amount', 'og:price:amount']
const SALE_PRICE = ['product:sale_price:amount']
const CURRENCY = ['product:price:currency', 'og:price:currency', 'product:sale_price:currency']
const LIST_PRICE = ['product:original_price:amount', 'og:price:standard_amount']

/** The page as its meta elements describe it: one thing with its offers. `listPrice` is the price before a reduction. */
export function readProductMeta({ metas }: Pick<PageSource, 'metas'>): Thing {
  const first = (names: string[]) =>
    names.map((name) => metas.find((meta) => meta.name === name)?.content).find((content) => content !== undefined)
  const page: Thing = { types: [], id: null, props: new Map() }
  const offers: string[] = []
  const offer: Thing = { types: ['Offer'], id: null, props: new Map() }
  for (const { name, content } of metas) {
    const property = PROPERTIES[name]
    if (property) addValue(property === 'availability' ? offer : page, property, content)
  }
  const sale = first(SALE_PRICE)
  const dated = metas.some(({ name }) => name.startsWith('product:sale_price_dates'))
  const usual = first(PRICE)
  const currency = first(CURRENCY)
  const listPrice = first(LIST_PRICE) ?? (sale !== undefined && !dated ? usual : undefined)
  // A dated sale may be over or not yet begun. Both prices are stated, so that neither is taken for the price.
  for (const price of dated ? [usual, sale] : [sale ?? usual]) if (price !== undefined) offers.push(price)
  if (currency !== undefined) addValue(offer, 'priceCurrency', currency)
  if (listPrice !== undefined) addValue(offer, 'listPrice', listPrice)
  for (const price of offers.length > 0 ? offers : [null]) {
    const props = new Map(offer.props)
    if (price !== null) props.set('price', [price])
    if (props.size > 0) addValue(page, 'offers', { ...offer, props })
  }
  return page
}
