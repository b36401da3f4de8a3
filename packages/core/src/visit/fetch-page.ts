import type { Page } from '@edgesweep/sites/site/site.ts'
import type { Usage } from '../endings/usage.ts'
import type { LaneName } from '../lane/lane.ts'
import { fetchFollowing } from './fetch-following.ts'
import type { VisitContext } from './visit.ts'

/** The largest page that is read, in bytes. */
export const maxPageBytes = 10 * 1024 * 1024
const accept = 'text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.5'

/** Reads a page without a browser, as text in its declared charset. Throws the errors of `fetchFollowing`. */
export async function fetchPage(ctx: VisitContext, address: string, lane: LaneName, usage: Usage): Promise<Page> {
  const { url, status, headers, body } = await fetchFollowing(ctx, address, {
    lane,
    usage,
    accept,
    maxBytes: maxPageBytes,
  })
  const contentType = headers.get('content-type') ?? ''
  return { url, status, contentType, body: decoderFor(contentType).decode(body) }
}

/** A decoder for the charset of a content type, and for UTF-8 when it declares no known charset. */
export function decoderFor(contentType: string): TextDecoder {
  const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(charset)
  } catch {
    return new TextDecoder()
  }
}
