import type { ArchivedOutlet } from '@edgesweep/db/queries/archive/read-page.ts'
import type { ArchiveMember } from '@edgesweep/db/queries/archive/record-part.ts'
import { gzip } from 'pako'
import { joinBytes } from '../import/csv/join-bytes.ts'
import { sha256Hex } from '../sha256.ts'

/** A part's bytes: a gzip member for each outlet, one behind the other, which as a whole is a gzip file too (RFC 1952, 2.2); and where each is. */
export async function packPart(
  outlets: readonly ArchivedOutlet[],
): Promise<{ bytes: Uint8Array<ArrayBuffer>; members: ArchiveMember[] }> {
  const packed: Uint8Array[] = []
  const members: ArchiveMember[] = []
  let byteOffset = 0
  for (const { outletId, rows, lines, firstAt, lastAt } of outlets) {
    const bytes = gzip(lines)
    packed.push(bytes)
    members.push({ outletId, rows, firstAt, lastAt, byteOffset, bytes: bytes.length, sha256: await sha256Hex(lines) })
    byteOffset += bytes.length
  }
  return { bytes: new Uint8Array(joinBytes(packed)), members }
}
