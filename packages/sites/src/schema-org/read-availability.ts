import { type Field, found, missing, unparsed } from '../site/field.ts'
import type { Availability } from '../site/records.ts'
import { spend } from '../site/work-budget.ts'

/** Values of schema.org's ItemAvailability, Open Graph and Google's product feed, and words of shops, as lower-case letters only. */
const MEANINGS: Record<string, Availability> = {
  instock: 'in_stock',
  limitedavailability: 'in_stock',
  onlineonly: 'in_stock',
  instoreonly: 'in_stock',
  madetoorder: 'in_stock',
  availablefororder: 'in_stock',
  available: 'in_stock',
  lowstock: 'in_stock',
  instockonline: 'in_stock',
  true: 'in_stock',
  outofstock: 'out_of_stock',
  soldout: 'out_of_stock',
  oos: 'out_of_stock',
  reserved: 'out_of_stock',
  unavailable: 'out_of_stock',
  notavailable: 'out_of_stock',
  currentlyunavailable: 'out_of_stock',
  outstock: 'out_of_stock',
  pending: 'out_of_stock',
  preorder: 'preorder',
  presale: 'preorder',
  backorder: 'preorder',
  availableforpreorder: 'preorder',
  onbackorder: 'preorder',
  discontinued: 'discontinued',
  nolongeravailable: 'discontinued',
}

/** Reads `https://schema.org/InStock`, `InStock`, `in stock` or `oos`. Any other text is `unparsed`. */
export function readAvailability(raw: string): Field<Availability> {
  spend(20 + raw.length)
  const text = raw.trim()
  if (text === '') return missing
  const local = text.replace(/^https?:\/\/(?:www\.)?schema\.org[/#]+/i, '').replace(/^schema:/i, '')
  const meaning = MEANINGS[local.toLowerCase().replace(/[^a-z]/g, '')]
  return meaning ? found(meaning) : unparsed(text)
}

const BEST_FIRST: Availability[] = ['in_stock', 'preorder', 'out_of_stock', 'discontinued']

/** The best availability of several offers: an item is in stock when one of its offers is. */
export function bestAvailability(fields: Field<Availability>[]): Field<Availability> {
  const known = fields.flatMap((field) => (field.state === 'found' ? [field.value] : []))
  const best = BEST_FIRST.find((availability) => known.includes(availability))
  return best ? found(best) : (fields.find(({ state }) => state === 'unparsed') ?? missing)
}
