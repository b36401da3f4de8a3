import { readListing, type StoredListing } from '@edgesweep/db/queries/item/read-listing.ts'
import { writeExtraction } from '@edgesweep/db/queries/item/write-extraction.ts'
import { storable } from '@edgesweep/db/storable-json.ts'
import type { Context } from '../context.ts'
import { type Extraction, type ExtractionCounts, judgeExtraction, nothingRecorded } from './judge-extraction.ts'

/** The most tries of one call. A try fails if another writer changes the outlet meanwhile. */
const maxTries = 20

/**
 * Records an extraction as observed at the time of `stored`. Writes the changes if nobody has changed the outlet since it was read;
 * otherwise reads it again. `recorded` is false also for a deleted outlet, and if an equally late observation is stored.
 * Throws `StatementError`, or an Error after 20 conflicts.
 */
export async function recordExtraction(
  ctx: Pick<Context, 'db'>,
  stored: StoredListing,
  { sweepId, ...extraction }: Extraction & { sweepId: string | null },
): Promise<ExtractionCounts> {
  const { id: outletId, observedAt } = stored
  const read = storable(extraction)
  let seen: StoredListing | null = stored
  for (let attempt = 1; attempt <= maxTries; attempt++) {
    if (!seen || isLate(seen, observedAt)) return nothingRecorded
    const { write, counts } = judgeExtraction(seen, read)
    if (!write || (await writeExtraction(ctx.db, { seen, observedAt, sweepId, ...write }))) return counts
    seen = await readListing(ctx.db, { outletId })
  }
  throw new Error(`Outlet ${outletId} was changed by other writers during ${maxTries} tries.`)
}

/** Times are of one format, the database's: they compare as text. */
const isLate = ({ lastExtractedAt, quarantinedAt }: StoredListing, observedAt: string): boolean =>
  [lastExtractedAt, quarantinedAt].some((time) => time !== null && time >= observedAt)
