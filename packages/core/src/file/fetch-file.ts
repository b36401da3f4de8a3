import type { ClaimedLine } from '@edgesweep/db/fragments/lines.ts'
import type { ClaimedRow } from '@edgesweep/db/fragments/take-claim.ts'
import type { StoredFile } from '@edgesweep/db/queries/file-task/finish.ts'
import type { Context } from '../context.ts'
import { expectSuccess, Refused } from '../endings/typed-errors.ts'
import { noUsage } from '../endings/usage.ts'
import { sha256Hex } from '../sha256.ts'
import { fetchFollowing } from '../visit/fetch-following.ts'
import { fetchUntil } from '../visit/fetch-once.ts'
import type { VisitContext } from '../visit/visit.ts'
import { fileName } from './file-name.ts'

export type FileContext = VisitContext & Pick<Context, 'db' | 'files' | 'log'>

/** A claimed task: a file to fetch for a job. */
export interface FileRecord extends ClaimedRow, ClaimedLine {
  /** Null for sweeps that the scheduler submits, and for creatives. */
  keyId: string | null
  jobId: string
  url: string
  /** When the job was submitted, ISO 8601. */
  submittedAt: string
}

/** A larger file is refused, because a worker holds it in memory. */
export const maxFileBytes = 16 * 1024 * 1024

/** Fetches a task's file and stores it under its name. Throws `Refused`, and the errors of `fetchFollowing`. */
export async function fetchFile(
  ctx: FileContext,
  task: FileRecord,
  { lost }: { lost: AbortSignal },
): Promise<StoredFile> {
  const until = { ...ctx, fetch: fetchUntil(ctx.fetch, lost) }
  // One byte over the limit distinguishes a file that is too large from one that ended early.
  const limits = { accept: '*/*', maxBytes: maxFileBytes + 1, cut: true }
  const { status, headers, body } = await fetchFollowing(until, task.url, { lane: 'bulk', usage: noUsage(), ...limits })
  expectSuccess(status)
  if (body.byteLength > maxFileBytes) throw new Refused(`the file is larger than ${maxFileBytes} bytes`)
  const contentType = contentTypeOf(headers)
  const sha256 = await sha256Hex(body)
  const name = fileName({ ...task, sha256, contentType })
  await ctx.files.put(name, body, contentType)
  return { name, bytes: body.byteLength, sha256, contentType }
}

/** The answer's content type when it is valid, otherwise `application/octet-stream`. */
function contentTypeOf(headers: Headers): string {
  const type = headers.get('content-type')?.trim() ?? ''
  return /^[\w.+-]+\/[\w.+-]+(\s*;[\x20-\x7e]*)?$/.test(type) && type.length <= 200 ? type : 'application/octet-stream'
}
