import type { AnyNode } from 'domhandler'
import { webAddress } from '../html/web-address.ts'
import { parsePrice } from '../price/parse-price.ts'
import { readAvailability } from '../schema-org/read-availability.ts'
import { type Field, found, missing, unparsed } from '../site/field.ts'
import type { Availability, Money } from '../site/records.ts'
import { findElement, readPlace } from './find-place.ts'
import type { AvailabilityPlace, Place } from './selectors-options.ts'

export function readTextField(place: Place | undefined, scope: AnyNode): Field<string> {
  const text = place ? readPlace(place, scope) : null
  return text === null ? missing : found(text)
}

/** An absolute link or image address, from `href` or `src` unless the place names another attribute. */
export function readAddressField(
  place: Place | undefined,
  scope: AnyNode,
  base: string,
  usual: 'href' | 'src',
): Field<string> {
  const text = place ? readPlace(place, scope, usual) : null
  if (text === null) return missing
  const address = webAddress(text, base)
  return address === null ? unparsed(text) : found(address)
}

export function readPriceField(
  place: (Place & { currency?: string }) | undefined,
  scope: AnyNode,
  currency?: string,
): Field<Money> {
  const text = place ? readPlace(place, scope) : null
  return text === null ? missing : parsePrice(text, { currency: place?.currency ?? currency })
}

const STATES: Availability[] = ['discontinued', 'out_of_stock', 'preorder', 'in_stock']

/** Matches the words in the options, the least available state first, because "not in stock" also contains "in stock". */
export function readAvailabilityField(place: AvailabilityPlace | undefined, scope: AnyNode): Field<Availability> {
  if (!place) return missing
  const element = findElement(place, scope)
  if (!element) return place.absent ? found(place.absent) : missing
  const text = readPlace(place, scope)
  const lower = text?.toLowerCase() ?? ''
  const state = STATES.find((one) => place[one]?.some((word) => lower.includes(word.toLowerCase())))
  if (state) return found(state)
  if (place.exists) return found(place.exists)
  return text === null ? missing : readAvailability(text)
}
