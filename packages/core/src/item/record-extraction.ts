import { readListing, type StoredListing } from '@edgesweep/db/queries/item/read-listing.ts'
import { writeExtraction } from '@edgesweep/db/queries/item/write-extraction.ts'
import { storable } from '@edgesweep/db/storable-json.ts'
import type { Context } from '../context.ts'
import { type Extraction, type ExtractionCounts, judgeExtraction, nothingRecorded } from './judge-extraction.ts'

/** The maximum number of tries of one call. A try fails if another writer changes the outlet meanwhile. */
const maxTries = 20

/** An extraction of an outlet that began at `observedAt`: ISO 8601 by the database's clock, from `readOutlet`. */
export interface Observation extends Extraction {
  outletId: string
  observedAt: string
  sweepId: string | null
}

/**
 * Records an extraction: reads the stored items, judges, and writes the changes. If another writer has changed the outlet meanwhile, it
 * reads and judges again. `recorded` is also false for a deleted outlet, and when an observation of the same or a later time is stored.
 * Throws `StatementError`, or an Error after 20 conflicts.
 */
export async function recordExtraction(
  ctx: Pick<Context, 'db'>,
  { outletId, observedAt, sweepId, ...extraction }: Observation,
): Promise<ExtractionCounts> {
  const read = storable(extraction)
  const keys = read.items.map(({ key }) => key)
  for (let attempt = 1; attempt <= maxTries; attempt++) {
    const seen = await readListing(ctx.db, { outletId, keys })
    if (!seen || isLate(seen, observedAt)) return nothingRecorded
    const { write, counts } = judgeExtraction(seen, read)
    // A refused extraction, too, is judged again if the outlet was accepted or left its quarantine meanwhile.
    if (await writeExtraction(ctx.db, { seen, observedAt, sweepId, ...write })) return counts
  }
  throw new Error(`Outlet ${outletId} was changed by other writers during ${maxTries} tries.`)
}

/** All times have the database's format, so they can be compared as text. */
const isLate = ({ lastExtractedAt, quarantinedAt }: StoredListing, observedAt: string): boolean =>
  [lastExtractedAt, quarantinedAt].some((time) => time !== null && time >= observedAt)
