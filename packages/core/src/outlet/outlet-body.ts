import type { RowOf } from '@edgesweep/db/fields.ts'
import type { ItemRow } from '@edgesweep/db/queries/item/read.ts'
import { type OutletRow, outletFields } from '@edgesweep/db/rows/outlet-row.ts'
import { snakeFields } from '../field-case.ts'

const { options: _, updatedAt: __, ...shownFields } = outletFields
const shown = Object.keys(shownFields) as Array<keyof typeof shownFields>

/** An outlet in the API's format. */
export const outletBody = (outlet: OutletRow) =>
  snakeFields(Object.fromEntries(shown.map((field) => [field, outlet[field]])) as RowOf<typeof shownFields>)
export type OutletBody = ReturnType<typeof outletBody>

/** An item in the API's format. `price.minor` counts the currency's minor unit. */
export const itemBody = ({ priceMinor, currency, ...item }: ItemRow) => ({
  id: item.id,
  key: item.key,
  name: item.name,
  price: priceMinor === null || currency === null ? null : { minor: priceMinor, currency },
  availability: item.availability,
  url: item.url,
  image_url: item.imageUrl,
  first_seen_at: item.firstSeenAt,
  changed_at: item.changedAt,
})
export type ItemBody = ReturnType<typeof itemBody>
