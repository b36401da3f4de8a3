import type { Failure } from '../endings/ending.ts'
import { endingOf } from '../endings/ending-of.ts'
import { Refused } from '../endings/typed-errors.ts'
import { noUsage, type Usage } from '../endings/usage.ts'
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

/** A row of a Durable Object holds 2 MB. */
const maxResultBytes = 1_500_000

/** Does one item's work. Never throws: a failure becomes the report. */
export async function runItem(ctx: OutletContext, ticket: HeldTicket, lane: Lane, work: Work): Promise<ItemReport> {
  const usage = noUsage()
  try {
    const result = await doWork(ctx, ticket, work, lane, usage)
    if (result === null) return { type: 'ended', status: 'skipped', result: null, error: null, usage }
    const bytes = new TextEncoder().encode(JSON.stringify(result)).byteLength
    if (bytes > maxResultBytes)
      throw new Refused(`the result has ${bytes} bytes, and ${maxResultBytes} are the most that is kept of an item`)
    return { type: 'ended', status: 'completed', result, error: null, usage }
  } catch (error) {
    const ending = endingOf(error, ctx.clock.now())
    const { reason, fault } = ending
    if (ending.kind === 'retry')
      ctx.log.warn('item.failed', { jobId: ticket.id, work: work.type, fault, error: reason })
    return reportOf(ending, usage)
  }
}

/** A failure as the job's machine takes it, which knows how many tries an item has. */
function reportOf(ending: Failure, usage: Usage): ItemReport {
  const { cause, reason } = ending
  switch (ending.kind) {
    case 'retry':
      return { type: 'returned', error: reason, usage }
    case 'defer': {
      const shown = cause === 'database_away' ? 'the database does not answer' : reason
      return { type: 'deferred', until: ending.until, throttled: cause === 'throttled', reason: shown, usage }
    }
    case 'reject': {
      const status = cause === 'target_refused' || cause === 'disallowed' ? 'disallowed' : 'errored'
      return { type: 'ended', status, result: null, error: reason, usage }
    }
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
