import { attachSweepJob } from '@edgesweep/db/queries/sweep/attach-job.ts'
import { type ClaimedOutlets, claimDueOutlets } from '@edgesweep/db/queries/sweep/claim-due-outlets.ts'
import { listDueOwners } from '@edgesweep/db/queries/sweep/list-due-owners.ts'
import { listLostSweeps } from '@edgesweep/db/queries/sweep/list-lost.ts'
import { ulid } from 'ulid'
import { clockKeyOf } from '../clock-key.ts'
import type { Context } from '../context.ts'
import type { LaneCaller } from '../lane/lane-port.ts'
import { endUnsubmitted } from './end-sweep.ts'
import { outletsAtOnce, sweepSeconds } from './sweep-terms.ts'

/** The maximum number of outlets per job. */
const outletsPerSweep = 500
/** Longer than the time between the claim of a sweep's outlets and the record of its job. */
const lostAfterSeconds = 120

type SweepingContext = Pick<Context, 'db' | 'clock' | 'log'> & { lanes: Pick<LaneCaller, 'submit'> }

/**
 * Starts sweeps of the due outlets, of each owner in turn. An outlet that is still being swept is skipped and counted. Releases the outlets of
 * sweeps whose job was never stored. A failure concerns only the owner's sweep at hand; throws the first one at the end.
 */
export async function sweepDueOutlets(ctx: SweepingContext, signal?: AbortSignal): Promise<void> {
  const failures: unknown[] = []
  for (const sweepId of await listLostSweeps(ctx.db, { afterSeconds: lostAfterSeconds, limit: outletsPerSweep })) {
    ctx.log.warn('sweep.lost', { sweepId })
    await endUnsubmitted(ctx, sweepId).catch((error) => failures.push(error))
  }
  let owners = await listDueOwners(ctx.db)
  while (owners.length > 0) {
    const unfinished: typeof owners = []
    for (const owner of owners) {
      if (signal?.aborted) break
      try {
        if ((await sweepSome(ctx, owner)) >= outletsPerSweep) unfinished.push(owner)
      } catch (error) {
        failures.push(error)
      }
    }
    owners = unfinished
  }
  if (failures.length > 0) throw failures[0]
}

/** Starts one sweep of an owner's due outlets. Returns the number of outlets. Releases them if the job is not stored. */
async function sweepSome(ctx: SweepingContext, owner: string | null): Promise<number> {
  const sweepId = `swp_${ulid(ctx.clock.now())}`
  try {
    const { outletIds, skippedOverlap } = await claimSome(ctx, sweepId, owner)
    if (skippedOverlap > 0) ctx.log.warn('sweep.skipped_overlap', { outlets: skippedOverlap })
    if (outletIds.length === 0) return 0
    const spec = { kind: 'sweep' as const, sweep_id: sweepId, outlet_ids: outletIds }
    const [receipt] = await ctx.lanes.submit('bulk', [
      { keyId: clockKeyOf(owner), spec, deadlineSeconds: sweepSeconds, coalesce: null, idempotency: null },
    ])
    if (!receipt?.ok) throw new Error(`the lane refused the sweep ${sweepId}: ${receipt?.reason}`)
    await attachSweepJob(ctx.db, { sweepId, jobId: receipt.id })
    ctx.log.info('sweep.started', { sweepId, outlets: outletIds.length })
    return outletIds.length
  } catch (error) {
    // If this fails, too, the sweep is found as a lost one.
    await endUnsubmitted(ctx, sweepId).catch(() => {})
    throw error
  }
}

/** Claims due outlets for one sweep, up to its limit. */
async function claimSome(ctx: Pick<Context, 'db'>, sweepId: string, owner: string | null): Promise<ClaimedOutlets> {
  const outletIds: string[] = []
  let skippedOverlap = 0
  while (true) {
    const terms = { sweepId, owner, limit: outletsAtOnce, leaseSeconds: sweepSeconds }
    const claimed = await claimDueOutlets(ctx.db, terms)
    outletIds.push(...claimed.outletIds)
    skippedOverlap += claimed.skippedOverlap
    const isAll = claimed.outletIds.length < outletsAtOnce || outletIds.length >= outletsPerSweep
    if (isAll) return { outletIds, skippedOverlap }
  }
}
