import { StatementError } from '@edgesweep/db/run-statement.ts'
import { UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { Abandoned } from '../endings/abandoned.ts'
import { NoPermit } from '../endings/no-permit.ts'
import { noUsage, type Usage } from '../endings/usage.ts'
import { EdgesweepError } from '../errors.ts'
import type { ItemReport } from '../job/job-port.ts'
import type { Work } from '../job/plan-job.ts'
import type { Lane } from '../lane/lane.ts'
import type { HeldTicket } from '../lane/lane-port.ts'
import { extractOutlet } from '../outlet/extract-outlet.ts'
import { readFreshOutlet } from '../outlet/fresh-outlet.ts'
import { reextractOutlet } from '../outlet/reextract-outlet.ts'
import { type OutletContext, scanOutlet } from '../outlet/scan-outlet.ts'
import { readSitePage } from './read-site-page.ts'
import { searchTerm } from './search-term.ts'

/** An object's row holds 2 MB. */
const maxResultBytes = 1_500_000

/** A database that is away is asked again after so long; that it was away is not the item's fault. */
const databasePauseMs = 2_000

/** Does one item's work. Never throws: what went wrong becomes the report. */
export async function runItem(ctx: OutletContext, ticket: HeldTicket, lane: Lane, work: Work): Promise<ItemReport> {
  const usage = noUsage()
  try {
    const result = await doWork(ctx, ticket, work, lane, usage)
    if (result === null) return { type: 'ended', status: 'skipped', result: null, error: null, usage }
    const bytes = new TextEncoder().encode(JSON.stringify(result)).byteLength
    if (bytes > maxResultBytes) {
      const error = `the result has ${bytes} bytes, and ${maxResultBytes} are the most that is kept of an item`
      return { type: 'ended', status: 'errored', result: null, error, usage }
    }
    return { type: 'ended', status: 'completed', result, error: null, usage }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (error instanceof NoPermit) {
      return { type: 'deferred', until: error.until, throttled: error.throttled, reason: message, usage }
    }
    if (error instanceof Abandoned) {
      return { type: 'deferred', until: ctx.clock.now(), throttled: false, reason: message, usage }
    }
    if (error instanceof StatementError && error.unavailable) {
      const until = ctx.clock.now() + databasePauseMs
      return { type: 'deferred', until, throttled: false, reason: 'the database does not answer', usage }
    }
    if (error instanceof EdgesweepError && (error.code === 'target_refused' || error.code === 'disallowed')) {
      return { type: 'ended', status: 'disallowed', result: null, error: message, usage }
    }
    if (error instanceof UnreadablePage || error instanceof EdgesweepError) {
      return { type: 'ended', status: 'errored', result: null, error: message, usage }
    }
    ctx.log.warn('item.failed', { jobId: ticket.id, work: work.type, error: message })
    return { type: 'returned', error: message, usage }
  }
}

/** Null: there was nothing to do. */
async function doWork(
  ctx: OutletContext,
  job: HeldTicket,
  work: Work,
  lane: Lane,
  usage: Usage,
): Promise<object | null> {
  switch (work.type) {
    case 'search':
      return searchTerm(ctx, work, lane, usage)
    case 'page':
      return readSitePage(ctx, work, { job, files: work.files }, lane, usage)
    case 'scan':
      return withFresh(ctx, job, work, await scanOutlet(ctx, work, lane, usage))
    case 'extract':
      return withFresh(ctx, job, work, await extractOutlet(ctx, work, { job, files: work.files }, lane, usage))
    case 'reextract':
      return reextractOutlet(ctx, work)
  }
}

/** Who asked for one outlet is told what is known of it now. A sweep's thousands give counts. */
async function withFresh(
  ctx: OutletContext,
  { spec }: HeldTicket,
  work: Extract<Work, { type: 'scan' | 'extract' }>,
  result: object | null,
): Promise<object | null> {
  return result && spec.kind === 'outlet' ? { ...result, fresh: await readFreshOutlet(ctx, work) } : result
}
