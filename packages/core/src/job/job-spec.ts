import { z } from 'zod'
import { Lane } from '../lane/lane.ts'
import { httpUrl, plainText } from '../plain-text.ts'

const term = z.string().trim().min(1).max(200)

const common = {
  /** A caller's jobs run in `interactive` unless they say `bulk`. */
  lane: Lane.exclude(['live']).optional(),
  webhook_url: httpUrl.optional(),
  metadata: z
    .record(z.string().max(64), z.string().max(512))
    .refine((m) => Object.keys(m).length <= 32, 'at most 32 entries')
    .optional(),
  tags: z.array(z.string().min(1).max(64)).max(16).optional(),
  /** Seconds for which results are kept after the end. */
  ttl: z.int().min(60).max(604_800).optional(),
}

/** What a job keeps as files: the images that its records name, a screenshot of each page that it renders. */
const FileKind = z.enum(['images', 'screenshot'])
export type FileKind = z.infer<typeof FileKind>

const files = z
  .array(FileKind)
  .max(2)
  .refine((kinds) => new Set(kinds).size === kinds.length, 'each kind once')
  .optional()

/** Search terms priced near a ZIP code; one job item a term. */
export const CartSpec = z.strictObject({
  kind: z.literal('cart'),
  items: z.array(term).min(1).max(100),
  zipcode: z.string().regex(/^\d{5}(-\d{4})?$/, 'must be a US ZIP code of 5 digits, or 5+4'),
  max_products_per_item: z.int().min(1).max(100).optional(),
  ...common,
})

/** One outlet, scanned and extracted now. */
const OutletSpec = z.strictObject({ kind: z.literal('outlet'), outlet_id: plainText.min(1).max(64), files, ...common })

/** One URL, read with a site. */
const PageSpec = z.strictObject({
  kind: z.literal('page'),
  url: httpUrl,
  site: z.string().min(1).max(64),
  options: z.unknown().optional(),
  files,
  ...common,
})

/** The given outlets, due or not; without `outlet_ids`, all that are enabled. */
const SweepSpec = z.strictObject({
  kind: z.literal('sweep'),
  outlet_ids: z.array(plainText.min(1).max(64)).min(1).max(10_000).optional(),
  files,
  ...common,
})

/** The outlets of a sweep, extracted again from the pages that are kept of it: shows what would differ, fetches and records nothing. */
const ReextractSpec = z.strictObject({ kind: z.literal('reextract'), sweep_id: plainText.min(1).max(64), ...common })

/** What a caller may ask for. */
export const JobRequest = z.discriminatedUnion('kind', [CartSpec, OutletSpec, PageSpec, SweepSpec, ReextractSpec])
export type JobRequest = z.infer<typeof JobRequest>

/** What a Lane stores and a scraper runs: a request, a sweep whose outlets have been claimed, or outlets of which pages are kept. */
export type JobSpec =
  | Exclude<JobRequest, { kind: 'sweep' | 'reextract' }>
  | (z.infer<typeof ReextractSpec> & { outlet_ids: string[] })
  | (Omit<z.infer<typeof SweepSpec>, 'outlet_ids'> & { sweep_id: string; outlet_ids: string[] })
