import { attachSweepJob } from '@edgesweep/db/queries/sweep/attach-job.ts'
import { type ClaimedOutlets, claimDueOutlets } from '@edgesweep/db/queries/sweep/claim-due-outlets.ts'
import { endLostSweeps } from '@edgesweep/db/queries/sweep/end-lost.ts'
import { ulid } from 'ulid'
import type { Context } from '../context.ts'
import type { LaneCaller } from '../lane/lane-port.ts'
import { outletsAtOnce, sweepSeconds } from './sweep-terms.ts'

/** The most outlets per job. */
const outletsPerSweep = 500

/** The key under which the scheduler submits jobs. Sweeps thus have their own fair share of a lane. */
export const clockKeyId = 'clock'

/**
 * Starts sweeps of the due outlets. An outlet that is still being swept is skipped and counted. Claimed outlets whose job was never stored are
 * released when their lease expires.
 */
export async function sweepDueOutlets(
  ctx: Pick<Context, 'db' | 'clock' | 'log'> & { lanes: Pick<LaneCaller, 'submit'> },
): Promise<void> {
  const lost = await endLostSweeps(ctx.db, { afterSeconds: 2 * sweepSeconds })
  if (lost > 0) ctx.log.warn('sweep.lost', { sweeps: lost })
  while (true) {
    const sweepId = `swp_${ulid(ctx.clock.now())}`
    const { outletIds, skippedOverlap } = await claimSome(ctx, sweepId)
    if (skippedOverlap > 0) ctx.log.warn('sweep.skipped_overlap', { outlets: skippedOverlap })
    if (outletIds.length === 0) return
    const spec = { kind: 'sweep' as const, sweep_id: sweepId, outlet_ids: outletIds }
    const [receipt] = await ctx.lanes.submit('bulk', [
      { keyId: clockKeyId, spec, deadlineSeconds: sweepSeconds, coalesce: null, idempotency: null },
    ])
    if (receipt?.ok) await attachSweepJob(ctx.db, { sweepId, jobId: receipt.id })
    ctx.log.info('sweep.started', { sweepId, outlets: outletIds.length })
  }
}

/** Claims due outlets for one sweep, up to its limit. */
async function claimSome(ctx: Pick<Context, 'db'>, sweepId: string): Promise<ClaimedOutlets> {
  const outletIds: string[] = []
  let skippedOverlap = 0
  while (true) {
    const terms = { sweepId, limit: outletsAtOnce, leaseSeconds: sweepSeconds }
    const claimed = await claimDueOutlets(ctx.db, terms)
    outletIds.push(...claimed.outletIds)
    skippedOverlap += claimed.skippedOverlap
    const isAll = claimed.outletIds.length < outletsAtOnce || outletIds.length >= outletsPerSweep
    if (isAll) return { outletIds, skippedOverlap }
  }
}
