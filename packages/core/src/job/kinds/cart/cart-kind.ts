import { z } from 'zod'
import { daySeconds, type JobKind } from '../job-kind.ts'
import { commonFields } from '../request-fields.ts'

const defaultProductsPerItem = 20

/** Search terms priced near a ZIP code. */
const CartRequest = z.strictObject({
  kind: z.literal('cart'),
  items: z.array(z.string().trim().min(1).max(200)).min(1).max(100).describe('search terms'),
  zipcode: z
    .string()
    .regex(/^\d{5}(-\d{4})?$/, 'must be a US ZIP code of 5 digits, or 5+4')
    .describe('US ZIP code of 5 digits, or 5+4'),
  max_products_per_item: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe(`offers for each term at most; ${defaultProductsPerItem} without it`),
  ...commonFields,
})
type CartRequest = z.infer<typeof CartRequest>

/** A term to search for. `limit` is the maximum number of offers. */
export interface SearchWork {
  type: 'search'
  term: string
  zipcode: string
  limit: number
}

/** One item for each term. */
export const cartKind = {
  noun: 'a cart',
  request: CartRequest,
  itemResult: 'the offers found for its term',
  lane: 'interactive',
  deadlineSeconds: daySeconds,
  streamsResults: false,
  plan: ({ items, zipcode, max_products_per_item: limit = defaultProductsPerItem }) =>
    items.map((term) => ({ label: term, follows: null, work: { type: 'search', term, zipcode, limit } })),
} satisfies JobKind<CartRequest, SearchWork>
