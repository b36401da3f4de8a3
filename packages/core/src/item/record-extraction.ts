import { readListing, type StoredListing } from '@edgesweep/db/queries/item/read-listing.ts'
import { writeExtraction } from '@edgesweep/db/queries/item/write-extraction.ts'
import { storable } from '@edgesweep/db/storable-json.ts'
import type { Context } from '../context.ts'
import { type Extraction, type ExtractionCounts, judgeExtraction, nothingRecorded } from './judge-extraction.ts'

/** The most restarts of a call after another write to the same outlet. */
const maxTurns = 20

/**
 * Records an extraction as observed at the time of `stored`: judges it and writes the changes if the outlet is still as it was
 * judged, otherwise reads the outlet again. `recorded` is false also when there is an observation of that time or later, and
 * when the outlet was deleted.
 *
 * @throws {StatementError} and an Error after 20 conflicts
 */
export async function recordExtraction(
  ctx: Pick<Context, 'db'>,
  stored: StoredListing,
  { sweepId, ...extraction }: Extraction & { sweepId: string | null },
): Promise<ExtractionCounts> {
  const { id: outletId, observedAt } = stored
  const read = storable(extraction)
  let seen: StoredListing | null = stored
  for (let turn = 1; turn <= maxTurns; turn++) {
    if (!seen || isLate(seen, observedAt)) return nothingRecorded
    const { write, counts } = judgeExtraction(seen, read)
    if (!write || (await writeExtraction(ctx.db, { seen, observedAt, sweepId, ...write }))) return counts
    seen = await readListing(ctx.db, { outletId })
  }
  throw new Error(`Outlet ${outletId} is written by too many at once: ${maxTurns} tries were overtaken.`)
}

/** Times are of one format, the database's: they compare as text. */
const isLate = ({ lastExtractedAt, quarantinedAt }: StoredListing, observedAt: string): boolean =>
  [lastExtractedAt, quarantinedAt].some((time) => time !== null && time >= observedAt)
