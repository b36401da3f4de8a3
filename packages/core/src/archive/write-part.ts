import { type ArchivedOutlet, readArchivePage } from '@edgesweep/db/queries/archive/read-page.ts'
import { recordArchivePart } from '@edgesweep/db/queries/archive/record-part.ts'
import { stepArchive } from '@edgesweep/db/queries/archive/step.ts'
import type { ArchiveHold, ArchiveRow } from '@edgesweep/db/rows/archive-row.ts'
import type { ArchivePosition } from '@edgesweep/db/schema/archives.ts'
import type { Context } from '../context.ts'
import { sha256Hex } from '../sha256.ts'
import { archiveFile, packPart } from './pack-part.ts'

/** Writes the next part of a day, at most `partRows` rows. Without rows, verifying comes next. Null when the day's claim was lost. */
export async function writePart(
  ctx: Pick<Context, 'db' | 'files'>,
  hold: ArchiveHold,
  { kind, day, position, partFiles }: ArchiveRow,
  partRows: number,
): Promise<ArchiveRow | null> {
  const outlets = await readArchivePage(ctx.db, { kind, day, after: position, limit: partRows })
  const last = outlets.at(-1)
  if (!last) return stepArchive(ctx.db, hold, { status: 'verifying', verifiedParts: 0, position: null })
  const { bytes, members } = await packPart(outlets)
  const file = archiveFile({ kind, day, part: partFiles.length + 1, sha256: await sha256Hex(bytes) })
  await ctx.files.put(file, bytes, 'application/gzip')
  return recordArchivePart(ctx.db, hold, { file, members, position: positionBehind(last) })
}

/** The position after an outlet's rows, where the next page begins. */
export const positionBehind = ({
  outletId,
  lastAt,
  lastKey,
}: Pick<ArchivedOutlet, 'outletId' | 'lastAt' | 'lastKey'>): ArchivePosition => ({
  outletId,
  observedAt: lastAt,
  key: lastKey,
})
