import { oneLine } from '../html/text-of.ts'
import { webAddress } from '../html/web-address.ts'
import { readText } from './read-text.ts'
import { type Thing, thingsOf } from './thing.ts'

const TRACKING = /^(?:utm_|ref$|refcc|gclid|fbclid|srsltid)/i

/** The address without tracking parameters, which change from visit to visit. */
function stableAddress(address: string): string {
  const url = new URL(address)
  for (const name of [...url.searchParams.keys()]) if (TRACKING.test(name)) url.searchParams.delete(name)
  return url.href
}

const normalised = (name: string) => oneLine(name.normalize('NFKC').toLowerCase())

/**
 * A key that identifies an item from sweep to sweep: its SKU, product id or GTIN, its id in the markup, its own address, or
 * its name without case and spacing. `own` is the item's address when it differs from the listing's.
 */
export function itemKey(thing: Thing, offers: Thing[], name: string, own: string | null, base: string): string {
  const [offer] = offers
  const sku = readText(thing, 'sku') ?? (offer && offers.length === 1 ? readText(offer, 'sku') : null)
  if (sku) return `sku:${sku}`
  const product = readText(thing, 'productID', 'gtin', 'gtin13', 'gtin14', 'gtin12', 'gtin8', 'mpn', 'identifier')
  if (product && !thingsOf(thing, 'productID', 'identifier').length) return `id:${product}`
  const id = thing.id && !thing.id.startsWith('_:') ? webAddress(thing.id, base) : null
  if (id) return `at:${stableAddress(id)}`
  if (own) return `at:${stableAddress(own)}`
  return `name:${normalised(name)}`
}
