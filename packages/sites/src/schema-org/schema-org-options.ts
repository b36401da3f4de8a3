import { z } from 'zod'
import { selectorSchema } from '../html/selector-schema.ts'

/** Options of an outlet or page read by `schema-org`: whether a browser has to run the page's scripts first. */
export const schemaOrgOptions = z
  .strictObject({
    render: z.boolean().optional(),
    waitFor: selectorSchema.optional(),
  })
  .nullish()
  .transform((options) => options ?? {})
