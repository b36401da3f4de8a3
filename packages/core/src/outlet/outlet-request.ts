import { z } from 'zod'
import { httpUrl, plainText } from '../plain-text.ts'

const timezone = z
  .string()
  .refine(
    (name) => Intl.supportedValuesOf('timeZone').includes(name) || name === 'UTC',
    'must be an IANA time zone, as Europe/Vienna',
  )

/** What a caller says of a new outlet. */
export const OutletRequest = z.strictObject({
  site: z.string().min(1).max(64),
  name: plainText.trim().min(1).max(200),
  url: httpUrl,
  options: z.unknown().optional(),
  timezone: timezone.default('UTC'),
  interval_seconds: z.int().min(60).max(2_592_000).default(3_600),
  enabled: z.boolean().default(true),
  /** How many observations in a row must agree before a change is told. */
  confirmations: z.int().min(1).max(10).default(1),
})
export type OutletRequest = z.infer<typeof OutletRequest>
