import { recordKeptFile } from '@edgesweep/db/queries/file-task/record-kept.ts'
import type { Context } from '../context.ts'
import { sha256Hex } from '../sha256.ts'
import { fileName } from './file-name.ts'
import { inBucket } from './in-bucket.ts'
import { type FileJob, jobOfFile } from './job-of-file.ts'

/** A file's bytes. `url` identifies it among the job's files, such as `https://shop.example/menu#screenshot`. */
export interface FileInHand {
  url: string
  body: Uint8Array<ArrayBuffer>
  contentType: string
}

/** Stores bytes as a file of a job: first the bytes, then the row. Call it after the browser is released. Returns the row's id and name. */
export async function keepFile(
  ctx: Pick<Context, 'db' | 'files'>,
  job: FileJob,
  { url, body, contentType }: FileInHand,
): Promise<{ id: string; name: string }> {
  const sha256 = await sha256Hex(body)
  const facts = { ...jobOfFile(job), sha256, contentType }
  const name = fileName(facts)
  await inBucket(ctx.files.put(name, body, contentType))
  const { id } = await recordKeptFile(ctx.db, { ...facts, url, name, bytes: body.byteLength })
  return { id, name }
}
