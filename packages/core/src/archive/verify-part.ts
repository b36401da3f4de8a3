import { hashArchivePage } from '@edgesweep/db/queries/archive/hash-page.ts'
import { readArchivePart } from '@edgesweep/db/queries/archive/read-part.ts'
import type { ArchiveMember } from '@edgesweep/db/queries/archive/record-part.ts'
import { stepArchive } from '@edgesweep/db/queries/archive/step.ts'
import type { ArchiveHold, ArchiveRow } from '@edgesweep/db/rows/archive-row.ts'
import { ungzip } from 'pako'
import type { Context } from '../context.ts'
import { sha256Hex } from '../sha256.ts'
import { positionBehind } from './write-part.ts'

/**
 * Reads a part back and compares each outlet's row count and hash with the partition and with the values recorded when it was
 * written. Null when the day's claim was lost. Throws `ArchiveMismatch` when they differ.
 */
export async function verifyPart(
  ctx: Pick<Context, 'db' | 'files'>,
  hold: ArchiveHold,
  { kind, day, position, status }: ArchiveRow,
  { part, file }: { part: number; file: string },
): Promise<ArchiveRow | null> {
  const members = await readArchivePart(ctx.db, { kind, day, part })
  const limit = members.reduce((rows, member) => rows + member.rows, 0)
  const stored = await hashArchivePage(ctx.db, { kind, day, after: position, limit })
  const kept = await readMembers(ctx, file, members)
  const summaryOf = (outlets: { outletId: string; rows: number; sha256: string }[]) =>
    outlets.map(({ outletId, rows, sha256 }) => `${outletId} ${rows} ${sha256}`).join('\n')
  if (summaryOf(kept) !== summaryOf(stored) || summaryOf(kept) !== summaryOf(members))
    throw new ArchiveMismatch(`${file} differs from the rows of ${kind} on ${day}`)
  return stepArchive(ctx.db, hold, { status, verifiedParts: part, position: positionBehind(stored.at(-1)!) })
}

/** Makes sure that no rows follow the last part, so that the partition may be detached. Null when the day's claim was lost. */
export async function concludeVerifying(
  ctx: Pick<Context, 'db'>,
  hold: ArchiveHold,
  { kind, day, position, verifiedParts }: ArchiveRow,
): Promise<ArchiveRow | null> {
  const rest = await hashArchivePage(ctx.db, { kind, day, after: position, limit: 1 })
  if (rest.length > 0) throw new ArchiveMismatch(`${kind} has more rows on ${day} than were written`)
  return stepArchive(ctx.db, hold, { status: 'detaching', verifiedParts, position: null })
}

/** The row count and hash of each member, computed only from the bytes in the bucket. */
async function readMembers(ctx: Pick<Context, 'files'>, file: string, members: ArchiveMember[]) {
  const found = await ctx.files.get(file)
  if (!found) throw new ArchiveMismatch(`${file} is not in the bucket`)
  const bytes = new Uint8Array(await new Response(found.body).arrayBuffer())
  return Promise.all(
    members.map(async (member) => {
      const text = unpack(bytes.subarray(member.byteOffset, member.byteOffset + member.bytes), file)
      const rows = text.reduce((lines, byte) => lines + (byte === lineFeed ? 1 : 0), 0)
      return { outletId: member.outletId, rows, sha256: await sha256Hex(text) }
    }),
  )
}

const lineFeed = 0x0a

function unpack(member: Uint8Array, file: string): Uint8Array<ArrayBuffer> {
  try {
    return ungzip(member)
  } catch (error) {
    throw new ArchiveMismatch(`${file} is damaged: ${error}`)
  }
}

/** The file in the bucket differs from the table. The day is written again, and its partition stays. */
export class ArchiveMismatch extends Error {
  override name = 'ArchiveMismatch'
}
