import { z } from 'zod'
import { selectorSchema } from './selector-schema.ts'
import type { PageRequest } from './site.ts'

/**
 * How a page is to be read, as options of an outlet or page: with a browser or not, or only where fields are missing without
 * one; until `waitFor` matches; and what the browser need not load.
 */
export const pageOptions = {
  render: z.union([z.boolean(), z.literal('if-missing')], 'must be true, false or "if-missing"').optional(),
  waitFor: selectorSchema.optional(),
  block: z
    .array(z.enum(['image', 'media', 'font', 'stylesheet']))
    .max(4)
    .optional(),
}

/** Options of an outlet or page at a site that takes no others. */
export const onlyPageOptions = z
  .strictObject(pageOptions)
  .nullish()
  .transform((options) => options ?? {})

interface PageOptions {
  render?: boolean | 'if-missing' | undefined
  waitFor?: string | undefined
  block?: PageRequest['block'] | undefined
}

/** What to ask for, by those options. */
export function pageRequest(url: string, { render = false, waitFor, block }: PageOptions): PageRequest {
  return {
    url,
    via: render === 'if-missing' ? 'fetch-first' : render ? 'render' : 'fetch',
    ...(waitFor === undefined ? {} : { waitFor }),
    ...(block === undefined ? {} : { block }),
  }
}
