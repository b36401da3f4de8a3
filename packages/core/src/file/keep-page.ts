import type { Page } from '@edgesweep/sites/site/site.ts'
import type { Context } from '../context.ts'
import { sha256Hex } from '../sha256.ts'
import { inBucket } from './in-bucket.ts'

/** Stores a page in `folder` under its content's hash, so that the same content writes the same file. Returns the file's name. */
export async function keepPage(
  ctx: Pick<Context, 'files'>,
  folder: string,
  { body, contentType }: Pick<Page, 'body' | 'contentType'>,
): Promise<string> {
  const name = `${folder}/${await sha256Hex(body)}`
  await inBucket(ctx.files.put(name, body, contentType || 'text/html'))
  return name
}
