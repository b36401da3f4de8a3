import { z } from 'zod'
import { pageOptions } from '../page-options.ts'

/** Options of an outlet or page read by `schema-org`: how the page is to be read. */
export const schemaOrgOptions = z
  .strictObject(pageOptions)
  .nullish()
  .transform((options) => options ?? {})
