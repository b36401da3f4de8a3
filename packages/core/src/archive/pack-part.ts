import type { HistoryKind } from '@edgesweep/db/history-kind.ts'
import type { ArchivedOutlet } from '@edgesweep/db/queries/archive/read-page.ts'
import type { ArchiveMember } from '@edgesweep/db/queries/archive/record-part.ts'
import { gzip } from 'pako'
import { joinBytes } from '../import/csv/bytes.ts'
import { sha256Hex } from '../sha256.ts'

/** A part's bytes, with one gzip member per outlet, and each member's place. The members together are a gzip file (RFC 1952, 2.2). */
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

/** Digits of a file's hash in its name. */
const hashDigits = 16

/**
 * `archive/<table>/<yyyy-mm-dd>/<part>-<hash>.ndjson.gz`, with parts numbered from 1. Rewriting the same part gives the same
 * name, and a late writer never replaces a different file.
 */
export const archiveFile = (part: { kind: HistoryKind; day: string; part: number; sha256: string }): string =>
  `archive/${part.kind}/${part.day}/${String(part.part).padStart(5, '0')}-${part.sha256.slice(0, hashDigits)}.ndjson.gz`
