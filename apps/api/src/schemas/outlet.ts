import type { OutletBody as OutletRepresentation } from '@edgesweep/core/outlet/outlet-body.ts'
import { outletSettings } from '@edgesweep/core/outlet/outlet-request.ts'
import { z } from '@hono/zod-openapi'

const instant = z.iso.datetime()

/** The reason for a quarantine: of `listed` items, `vanished` disappeared and `unpriced` lost their price. */
const QuarantineBody = z
  .object({ reason: z.string(), listed: z.int(), vanished: z.int(), unpriced: z.int(), accepted: z.boolean() })
  .openapi('Quarantine')

/** One place of sale, with its last known platform status. */
export const OutletBody = z
  .object({
    id: z.string(),
    site: z.string(),
    url: z.string(),
    ...outletSettings,
    online: z.boolean().nullable(),
    last_scanned_at: instant.nullable(),
    last_extracted_at: instant.nullable(),
    quarantined_at: instant.nullable(),
    quarantine: QuarantineBody.nullable(),
    next_sweep_at: instant,
    sweep_id: z.string().nullable(),
    skipped_overlaps: z
      .int()
      .openapi({ description: 'Sweep starts skipped because the previous sweep still held the outlet' }),
    last_error: z
      .string()
      .nullable()
      .openapi({ description: 'Why the newest look at the outlet failed; null after a good one' }),
    last_error_since: instant.nullable().openapi({ description: 'Since when looks at the outlet fail' }),
    created_at: instant,
  })
  .openapi('Outlet') satisfies z.ZodType<OutletRepresentation>

/** The last known state of an item. `price.minor` is in the currency's minor unit. */
export const ItemBody = z
  .object({
    id: z.string(),
    key: z.string(),
    name: z.string(),
    price: z.object({ minor: z.int(), currency: z.string() }).nullable(),
    availability: z.string().nullable(),
    url: z.string().nullable(),
    image_url: z.string().nullable(),
    first_seen_at: instant,
    changed_at: instant,
  })
  .openapi('Item')
