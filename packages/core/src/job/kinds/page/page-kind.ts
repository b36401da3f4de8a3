import { z } from 'zod'
import { httpUrl } from '../../../plain-text.ts'
import { daySeconds, type JobKind } from '../job-kind.ts'
import { commonFields, type FileKind, files } from '../request-fields.ts'

const PageJobRequest = z.strictObject({
  kind: z.literal('page'),
  url: httpUrl,
  site: z.string().min(1).max(64).describe('the site that reads the page'),
  options: z.unknown().optional().describe('the options of the site'),
  files,
  ...commonFields,
})
export type PageJobRequest = z.infer<typeof PageJobRequest>

/** A URL to read with a site. `options` are the site's own. */
export interface PageWork {
  type: 'page'
  url: string
  site: string
  options: unknown
  files: FileKind[]
}

/** One URL, read with a site. */
export const pageKind = {
  noun: 'a page',
  request: PageJobRequest,
  itemResult: 'the record that the site read, with the address and the kept file of its page',
  lane: 'interactive',
  deadlineSeconds: daySeconds,
  streamsResults: false,
  plan: ({ url, site, options = null, files = [] }) => [
    { label: url, follows: null, work: { type: 'page', url, site, options, files } },
  ],
} satisfies JobKind<PageJobRequest, PageWork>
