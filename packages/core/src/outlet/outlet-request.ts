import { z } from 'zod'
import { httpUrl, plainText } from '../plain-text.ts'

/** Settings of an outlet that callers give and may change. */
export const outletSettings = {
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
  name: outletSettings.name,
  url: httpUrl,
  options: z.unknown().optional().describe('the options of the site'),
  timezone: outletSettings.timezone.default('UTC'),
  interval_seconds: outletSettings.interval_seconds.default(3_600),
  enabled: outletSettings.enabled.default(true),
  confirmations: outletSettings.confirmations.default(1),
})
export type OutletRequest = z.infer<typeof OutletRequest>

/** A request to change an outlet. Its site and address cannot change. */
export const OutletChange = z
  .strictObject(outletSettings)
  .partial()
  .refine((change) => Object.keys(change).length > 0, `nothing to change: ${Object.keys(outletSettings).join(', ')}`)
export type OutletChange = z.infer<typeof OutletChange>
