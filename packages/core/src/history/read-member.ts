import type { MemberPlace } from '@edgesweep/db/queries/archive/list-members.ts'
import type { HistoryRow } from '@edgesweep/db/queries/history/read.ts'
import { ungzip } from 'pako'
import type { FileStore } from '../context.ts'
import { EdgesweepError } from '../errors.ts'

/** An outlet's rows in one gzip member, oldest first. Throws `unavailable` on a host without a bucket. */
export async function readMember(
  { files }: { files: Pick<FileStore, 'get'> | null },
  { file, byteOffset, bytes }: MemberPlace,
): Promise<HistoryRow[]> {
  if (!files)
    throw new EdgesweepError('unavailable', 'this host has no bucket: request archived days from the API on Cloudflare')
  const found = await files.get(file, { offset: byteOffset, bytes })
  if (!found) throw new Error(`the archive's file ${file} is not in the bucket`)
  const text = new TextDecoder().decode(ungzip(await new Response(found.body).arrayBuffer()))
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as HistoryRow)
}
