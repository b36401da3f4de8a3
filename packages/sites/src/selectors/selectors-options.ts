import { z } from 'zod'
import { findSign } from '../price/find-sign.ts'
import { pageOptions } from '../site/page-options.ts'
import { selectorSchema } from '../site/selector-schema.ts'

/** The place of a field. `css` selects the first match, or without it the item itself; `attr` reads an attribute instead of the text. */
const place = {
  css: selectorSchema.optional(),
  attr: z
    .string()
    .regex(/^[a-z][\w:.-]{0,63}$/i, 'an attribute name is a letter, then letters, digits, "-", "_", ":" or "."')
    .optional(),
}
const needsPlace = { message: 'needs `css` or `attr`, to say where the field is' }
const hasPlace = ({ css, attr }: { css?: string; attr?: string }) => css !== undefined || attr !== undefined

const field = z.strictObject(place).refine(hasPlace, needsPlace)

const currency = z.string().refine((text) => findSign(text)?.alone != null, 'needs an ISO 4217 code, for example "EUR"')

const words = z.array(z.string().min(1).max(100)).min(1).max(20).optional()

/**
 * For each state, the words that mean it; letter case is ignored. `exists` is the state when the element exists, `absent` when it does
 * not.
 */
const state = z.enum(['in_stock', 'out_of_stock', 'preorder', 'discontinued'])
const availability = z
  .strictObject({
    ...place,
    in_stock: words,
    out_of_stock: words,
    preorder: words,
    discontinued: words,
    exists: state.optional(),
    absent: state.optional(),
  })
  .refine(hasPlace, needsPlace)

const fields = {
  name: field,
  price: z.strictObject({ ...place, currency: currency.optional() }).refine(hasPlace, needsPlace),
  availability,
  url: field,
  image: field,
}

const itemFields = z
  .strictObject({ ...fields, key: field })
  .partial()
  .required({ name: true })
const pageFields = z.strictObject({ ...fields, brand: field }).partial()

/** An outlet is online when the element's text equals `equals`, or when the element's existence equals `exists`. */
const online = z
  .strictObject({
    ...place,
    css: selectorSchema,
    equals: z.string().max(200).optional(),
    exists: z.boolean().optional(),
  })
  .refine(
    ({ equals, exists }) => (equals === undefined) !== (exists === undefined),
    'needs either `equals` or `exists`',
  )

/**
 * How to read a page, as data: CSS selectors only, no code and no regular expressions. `item` matches each item of a list and
 * `fields` are read within it. `empty` matches only when the list has no items. `next` is the link to the next page. `page`
 * are the fields of a single page. `currency` applies to prices that name none.
 */
export const selectorsOptions = z
  .strictObject({
    item: selectorSchema.optional(),
    fields: itemFields.optional(),
    page: pageFields.optional(),
    next: selectorSchema.optional(),
    empty: selectorSchema.optional(),
    online: online.optional(),
    currency: currency.optional(),
    ...pageOptions,
  })
  .refine(
    ({ item, fields }) => (item === undefined) === (fields === undefined),
    '`item` and `fields` belong together: an item needs fields, at least `name`',
  )
  .refine(
    ({ item, page, online }) => item !== undefined || page !== undefined || online !== undefined,
    'nothing to read: give `item` and `fields`, or `page`, or `online`',
  )

export type SelectorsOptions = z.infer<typeof selectorsOptions>
export type Place = z.infer<typeof field>
export type AvailabilityPlace = z.infer<typeof availability>
