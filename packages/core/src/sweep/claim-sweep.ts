import { listOutlets } from '@edgesweep/db/queries/outlet/list.ts'
import { claimChosenOutlets } from '@edgesweep/db/queries/sweep/claim-chosen-outlets.ts'
import { reopenSweep } from '@edgesweep/db/queries/sweep/reopen.ts'
import { ulid } from 'ulid'
import type { Context } from '../context.ts'
import { endUnsubmitted } from './end-sweep.ts'
import { outletsAtOnce, sweepSeconds } from './sweep-terms.ts'

const pageSize = 1_000

/** Claims the given outlets, or all outlets, for a new sweep, whether they are due or not. Null when none of them is enabled and free. */
export async function claimSweep(ctx: Pick<Context, 'db' | 'clock'>, wanted: string[] | null) {
  const sweepId = `swp_${ulid(ctx.clock.now())}`
  const outletIds = wanted ?? (await allOutletIds(ctx))
  const claimed: string[] = []
  try {
    for (let at = 0; at < outletIds.length; at += outletsAtOnce) {
      const some = { sweepId, outletIds: outletIds.slice(at, at + outletsAtOnce), leaseSeconds: sweepSeconds }
      claimed.push(...(await claimChosenOutlets(ctx.db, some)).outletIds)
    }
  } catch (error) {
    // If this fails, too, cron finds the sweep without a job.
    if (claimed.length > 0) await endUnsubmitted(ctx, sweepId).catch(() => {})
    throw error
  }
  return claimed.length > 0 ? { sweepId, outletIds: claimed } : null
}

/** Opens a sweep whose job is to run again, and claims the outlets whose items run again. If the job does not run after all, cron ends the sweep. */
export async function reopenSweepOf(ctx: Pick<Context, 'db'>, sweepId: string, outletIds: string[]): Promise<void> {
  const leaseSeconds = sweepSeconds
  for (let at = 0; at < outletIds.length; at += outletsAtOnce) {
    const some = { sweepId, outletIds: outletIds.slice(at, at + outletsAtOnce), leaseSeconds, opens: at === 0 }
    await reopenSweep(ctx.db, some)
  }
}

async function allOutletIds(ctx: Pick<Context, 'db'>): Promise<string[]> {
  const ids: string[] = []
  while (true) {
    const page = await listOutlets(ctx.db, { after: ids.at(-1) ?? null, limit: pageSize })
    ids.push(...page.map((outlet) => outlet.id))
    if (page.length < pageSize) return ids
  }
}
