import type { ClaimedRow } from '@edgesweep/db/fragments/take-claim.ts'
import type { CreativeReading } from '@edgesweep/db/queries/record/finish-creatives.ts'
import { isMedium, readCreative } from '@edgesweep/sites/ad-creative/read-creative.ts'
import { UnreadablePage } from '@edgesweep/sites/site/site.ts'
import type { Context } from '../../context.ts'
import { expectSuccess, Refused } from '../../endings/typed-errors.ts'
import { noUsage } from '../../endings/usage.ts'
import { fetchFollowing } from '../../visit/fetch-following.ts'
import { fetchUntil } from '../../visit/fetch-once.ts'
import { decoderFor } from '../../visit/fetch-page.ts'
import type { VisitContext } from '../../visit/visit.ts'

export type CreativeContext = VisitContext & Pick<Context, 'db' | 'log'>

/** A claimed ad creative. */
export interface CreativeRecord extends ClaimedRow {
  url: string
}

/** A larger page is not an ad, and parsing it would take many times its size in memory. */
export const maxCreativeBytes = 2 * 1024 * 1024

const accept = 'text/html,application/xhtml+xml,image/*;q=0.9,video/*;q=0.9,*/*;q=0.5'

/**
 * Fetches an ad's page and reads it. For an image or video only the address is recorded, and a file task fetches it. Throws
 * `Refused` when no further attempt can read it, and the errors of `fetchFollowing`.
 */
export async function fetchCreative(
  ctx: CreativeContext,
  creative: Pick<CreativeRecord, 'url'>,
  { lost }: { lost: AbortSignal },
): Promise<CreativeReading> {
  const until = { ...ctx, fetch: fetchUntil(ctx.fetch, lost) }
  // One byte over the limit distinguishes a page that is too large from one that ended early.
  const limits = { accept, maxBytes: maxCreativeBytes + 1, cut: true }
  const options = { lane: 'bulk', usage: noUsage(), ...limits } as const
  const { url, status, headers, body } = await fetchFollowing(until, creative.url, options)
  expectSuccess(status)
  const contentType = headers.get('content-type') ?? ''
  const medium = isMedium(contentType)
  if (!medium && body.byteLength > maxCreativeBytes)
    throw new Refused(`the page is larger than ${maxCreativeBytes} bytes`)
  try {
    return readCreative({ url, status, contentType, body: medium ? '' : decoderFor(contentType).decode(body) })
  } catch (error) {
    throw error instanceof UnreadablePage ? new Refused(error.message) : error
  }
}
