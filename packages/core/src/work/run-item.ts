import type { Failure } from '../endings/ending.ts'
import { endingOf } from '../endings/ending-of.ts'
import { Refused } from '../endings/typed-errors.ts'
import { noUsage, type Usage } from '../endings/usage.ts'
import type { JobKindName, WorkOf } from '../job/job-kinds.ts'
import type { ItemReport } from '../job/job-port.ts'
import { runCart } from '../job/kinds/cart/run-cart.ts'
import type { RunItem } from '../job/kinds/item-runner.ts'
import { runOutlet, sweepOutlet } from '../job/kinds/outlet/run-outlet.ts'
import { runPage } from '../job/kinds/page/run-page.ts'
import type { Work } from '../job/plan-job.ts'
import type { LaneName } from '../lane/lane.ts'
import type { HeldTicket } from '../lane/lane-port.ts'
import { reextractOutlet } from '../outlet/reextract-outlet.ts'
import type { OutletContext } from '../outlet/scan-outlet.ts'

/** The function that runs an item of each job kind. It is not in `jobKinds`, because it needs the network, the sites and the database. */
const runners: { [K in JobKindName]: RunItem<WorkOf<K>> } = {
  cart: runCart,
  outlet: runOutlet,
  page: runPage,
  sweep: sweepOutlet,
  reextract: (ctx, _run, work) => reextractOutlet(ctx, work),
}

/** A row of a Durable Object holds 2 MB. */
const maxResultBytes = 1_500_000

/** Runs one item. Never throws: a failure becomes the report. */
export async function runItem(ctx: OutletContext, job: HeldTicket, lane: LaneName, work: Work): Promise<ItemReport> {
  const usage = noUsage()
  try {
    const run = runners[job.spec.kind] as RunItem<Work>
    const result = await run(ctx, { job, lane, usage }, work)
    if (result === null) return { type: 'ended', status: 'skipped', result: null, error: null, usage }
    const bytes = new TextEncoder().encode(JSON.stringify(result)).byteLength
    if (bytes > maxResultBytes) throw new Refused(`the result has ${bytes} bytes; at most ${maxResultBytes} are stored`)
    return { type: 'ended', status: 'completed', result, error: null, usage }
  } catch (error) {
    const ending = endingOf(error)
    const fields = { jobId: job.id, work: work.type, fault: ending.fault, error: String(error) }
    if (ending.kind === 'retry') ctx.log.warn('item.failed', fields)
    if (ending.kind === 'outage') ctx.log[ending.cause === 'unknown' ? 'error' : 'warn']('item.outage', fields)
    return reportOf(ending, usage)
  }
}

/** A failure as an input of the job's state machine, which counts the tries of an item. */
function reportOf(ending: Failure, usage: Usage): ItemReport {
  const { cause, reason } = ending
  switch (ending.kind) {
    case 'retry':
      return { type: 'returned', error: reason, usage }
    case 'defer':
      return {
        type: 'deferred',
        afterMs: ending.afterMs,
        throttled: cause === 'throttled',
        reason,
        domain: ending.domain,
        usage,
      }
    case 'outage':
      return { type: 'outage', reason, random: Math.random(), unforeseen: cause === 'unknown', usage }
    case 'reject': {
      const status = cause === 'target_refused' || cause === 'disallowed' ? 'disallowed' : 'errored'
      return { type: 'ended', status, result: null, error: reason, usage }
    }
  }
}
