import type { MemberPlace } from '@edgesweep/db/queries/archive/list-members.ts'
import type { HistoryRow } from '@edgesweep/db/queries/history/read.ts'
import { ungzip } from 'pako'
import type { Context } from '../context.ts'

/** An outlet's rows in one gzip member, oldest first. */
export async function readMember(
  ctx: Pick<Context, 'files'>,
  { file, byteOffset, bytes }: MemberPlace,
): Promise<HistoryRow[]> {
  const found = await ctx.files.get(file, { offset: byteOffset, bytes })
  if (!found) throw new Error(`the archive's file ${file} is not in the bucket`)
  const text = new TextDecoder().decode(ungzip(await new Response(found.body).arrayBuffer()))
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as HistoryRow)
}
