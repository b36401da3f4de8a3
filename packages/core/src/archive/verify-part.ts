import { hashArchivePage } from '@edgesweep/db/queries/archive/hash-page.ts'
import { readArchivePart } from '@edgesweep/db/queries/archive/read-part.ts'
import type { ArchiveMember } from '@edgesweep/db/queries/archive/record-part.ts'
import { stepArchive } from '@edgesweep/db/queries/archive/step.ts'
import type { ArchiveHold, ArchiveRow } from '@edgesweep/db/rows/archive-row.ts'
import { ungzip } from 'pako'
import type { Context } from '../context.ts'
import { sha256Hex } from '../sha256.ts'
import { ArchiveMismatch } from './archive-mismatch.ts'
import { positionBehind } from './write-part.ts'

/**
 * Reads a part back from the bucket and compares each outlet's count and hash with what the database computes over the partition, and with
 * what was noted when it was written.
 * Null when the day is not held. Throws `ArchiveMismatch` where they differ.
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
  const told = (outlets: { outletId: string; rows: number; sha256: string }[]) =>
    outlets.map(({ outletId, rows, sha256 }) => `${outletId} ${rows} ${sha256}`).join('\n')
  if (told(kept) !== told(stored) || told(kept) !== told(members))
    throw new ArchiveMismatch(`${file} is not what ${kind} has of ${day}`)
  return stepArchive(ctx.db, hold, { status, verifiedParts: part, position: positionBehind(stored.at(-1)!) })
}

/** Makes sure that nothing is behind the last part; the day's partition may then be detached. Null when the day is not held. */
export async function concludeVerifying(
  ctx: Pick<Context, 'db'>,
  hold: ArchiveHold,
  { kind, day, position, verifiedParts }: ArchiveRow,
): Promise<ArchiveRow | null> {
  const rest = await hashArchivePage(ctx.db, { kind, day, after: position, limit: 1 })
  if (rest.length > 0) throw new ArchiveMismatch(`${kind} has more of ${day} than was written`)
  return stepArchive(ctx.db, hold, { status: 'detaching', verifiedParts, position: null })
}

/** Count and hash of each member, from the bytes in the bucket alone. */
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
