import { readListing, type StoredListing } from '@edgesweep/db/queries/item/read-listing.ts'
import { writeExtraction } from '@edgesweep/db/queries/item/write-extraction.ts'
import { storable } from '@edgesweep/db/storable-json.ts'
import type { Context } from '../context.ts'
import { type Extraction, type ExtractionCounts, judgeExtraction, nothingRecorded } from './judge-extraction.ts'

/** The most tries of one call. A try fails if another writer changes the outlet meanwhile. */
const maxTries = 20

/** An extraction of an outlet that began at `observedAt`: ISO 8601 by the database's clock, from `readOutlet`. */
export interface Observation extends Extraction {
  outletId: string
  observedAt: string
  sweepId: string | null
}

/**
 * Records an extraction. Reads the stored items, judges, and writes the changes if nobody has changed the outlet since; otherwise
 * reads and judges again. Reads them only now, so that none are in memory while a page loads. `recorded` is false also for a deleted
 * outlet, and if an equally late observation is stored. Throws `StatementError`, or an Error after 20 conflicts.
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

/** Times are of one format, the database's: they compare as text. */
const isLate = ({ lastExtractedAt, quarantinedAt }: StoredListing, observedAt: string): boolean =>
  [lastExtractedAt, quarantinedAt].some((time) => time !== null && time >= observedAt)
