import { finishSweep, type SweepEnd } from '@edgesweep/db/queries/sweep/finish.ts'
import { releaseSweepOutlets } from '@edgesweep/db/queries/sweep/release-outlets.ts'
import type { Context } from '../context.ts'
import { outletsAtOnce } from './sweep-terms.ts'

/** Releases a sweep's outlets, a few at a time so that live writes wait only briefly, and ends it. Idempotent. */
export async function endSweep({ db }: Pick<Context, 'db'>, end: SweepEnd): Promise<void> {
  const { sweepId } = end
  while ((await releaseSweepOutlets(db, { sweepId, limit: outletsAtOnce })) === outletsAtOnce);
  await finishSweep(db, end)
}

/** Ends a sweep whose job was not stored. If a job was stored after all, its end ends the sweep again, with its own status. */
export const endUnsubmitted = (ctx: Pick<Context, 'db'>, sweepId: string): Promise<void> =>
  endSweep(ctx, { sweepId, status: 'failed', summary: { status: 'not submitted' } })
