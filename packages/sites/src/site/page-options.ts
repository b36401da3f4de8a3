import { z } from 'zod'
import { selectorSchema } from './selector-schema.ts'
import type { PageRequest } from './site.ts'

/**
 * Options for loading an outlet or page. `render`: use a browser always, never, or only if fields are missing without one.
 * `waitFor`: a selector that matches once the page is ready. `block`: resource types that the browser does not load.
 */
export const pageOptions = {
  render: z.union([z.boolean(), z.literal('if-missing')], 'must be true, false or "if-missing"').optional(),
  waitFor: selectorSchema.optional(),
  block: z
    .array(z.enum(['image', 'media', 'font', 'stylesheet']))
    .max(4)
    .optional(),
}

/** The options of a site that takes only page options. */
export const onlyPageOptions = z
  .strictObject(pageOptions)
  .nullish()
  .transform((options) => options ?? {})

interface PageOptions {
  render?: boolean | 'if-missing' | undefined
  waitFor?: string | undefined
  block?: PageRequest['block'] | undefined
}

/** The request for a page with these options. */
export function pageRequest(url: string, { render = false, waitFor, block }: PageOptions): PageRequest {
  return {
    url,
    via: render === 'if-missing' ? 'fetch-first' : render ? 'render' : 'fetch',
    ...(waitFor === undefined ? {} : { waitFor }),
    ...(block === undefined ? {} : { block }),
  }
}
