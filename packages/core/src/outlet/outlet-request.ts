import { z } from 'zod'
import { httpUrl, plainText } from '../plain-text.ts'

const fields = {
  name: plainText.trim().min(1).max(200),
  timezone: z
    .string()
    .refine(
      (name) => Intl.supportedValuesOf('timeZone').includes(name) || name === 'UTC',
      'must be an IANA time zone, such as Europe/Vienna',
    )
    .describe('IANA time zone, such as Europe/Vienna: an interval of whole days begins at its midnight'),
  interval_seconds: z.int().min(60).max(2_592_000).describe('seconds from one sweep to the next'),
  enabled: z.boolean().describe('whether the outlet is swept'),
  confirmations: z.int().min(1).max(10).describe('observations in a row that must agree before a change is reported'),
}

/** A request to create an outlet. */
export const OutletRequest = z.strictObject({
  site: z.string().min(1).max(64).describe('the site that reads the outlet'),
  name: fields.name,
  url: httpUrl,
  options: z.unknown().optional().describe('the options of the site'),
  timezone: fields.timezone.default('UTC'),
  interval_seconds: fields.interval_seconds.default(3_600),
  enabled: fields.enabled.default(true),
  confirmations: fields.confirmations.default(1),
})
export type OutletRequest = z.infer<typeof OutletRequest>

/** A request to change an outlet. Its site and address cannot change. */
export const OutletChange = z
  .strictObject(fields)
  .partial()
  .refine(
    (change) => Object.keys(change).length > 0,
    'nothing to change: name, timezone, interval_seconds, enabled or confirmations',
  )
export type OutletChange = z.infer<typeof OutletChange>
