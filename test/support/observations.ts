import type { ObservedItem, StoredAvailability } from '@edgesweep/db/rows/item-row.ts'
import fc from 'fast-check'
import type { Observation } from './outlet-model.ts'

const price = fc.constantFrom<Pick<ObservedItem, 'priceMinor' | 'currency'>>(
  { priceMinor: null, currency: null },
  { priceMinor: 100, currency: 'USD' },
  { priceMinor: 100, currency: 'USD' },
  { priceMinor: 120, currency: 'USD' },
  { priceMinor: 100, currency: 'EUR' },
)
const availability = fc.constantFrom<StoredAvailability | null>(
  null,
  'in_stock',
  'preorder',
  'out_of_stock',
  'discontinued',
)
const slot = fc.option(fc.tuple(price, availability), { freq: 3 })

const listing: fc.Arbitrary<Observation> = fc
  .array(slot, { minLength: 30, maxLength: 30 })
  .map((slots) => slots.flatMap((found, index) => (found ? [itemOf(`k${10 + index}`, found)] : [])))

const itemOf = (
  key: string,
  [money, stock]: [Pick<ObservedItem, 'priceMinor' | 'currency'>, StoredAvailability | null],
) => ({
  key,
  name: `Item ${key}`,
  ...money,
  availability: stock,
  url: null,
  imageUrl: null,
})

/** Some observations of one outlet. `times` repeats each one, so that changes are confirmed too. */
export const observations = fc.array(
  fc.record({
    observation: fc.oneof(
      { arbitrary: listing, weight: 5 },
      { arbitrary: fc.constant<Observation>([]), weight: 1 },
      { arbitrary: fc.constant<Observation>('unreadable'), weight: 1 },
    ),
    times: fc.constantFrom(1, 1, 1, 2, 3),
    isAccepted: fc.boolean(),
  }),
  { minLength: 8, maxLength: 8 },
)

type Side = { price?: { minor: number; currency: string } | null; [field: string]: unknown } | null

/** An event in the model's notation. */
export const eventLine = (kind: string, key: string | null, old: unknown, now: unknown): string =>
  `${kind} ${key ? `${key} ` : ''}${sideOf(kind, old as Side)} -> ${sideOf(kind, now as Side)}`

function sideOf(kind: string, side: Side): string {
  if (side === null) return 'null'
  if (kind === 'sweep.anomalous') return 'listed' in side ? `${side.listed}` : `${side.vanished} ${side.unpriced}`
  const money = side.price === undefined ? [] : [side.price && `${side.price.minor} ${side.price.currency}`]
  return [...money, ...('availability' in side ? [side.availability] : [])].map(String).join(' ')
}

/** A stored item as a page lists it. */
export const observedFields = ({ key, name, priceMinor, currency, availability, url, imageUrl }: ObservedItem) => ({
  key,
  name,
  priceMinor,
  currency,
  availability,
  url,
  imageUrl,
})
