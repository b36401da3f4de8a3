import { endOldDeliveries as endDeliveries } from '@edgesweep/db/queries/delivery/end-old.ts'
import type { Context } from '../context.ts'

/** A day more than the attempts of one delivery take. */
const days = 4
/** Rows per statement, few enough that others are blocked only briefly. */
const limit = 1_000

/** Ends deliveries that are still open after four days, until none is left or `budgetMs` has passed. */
export async function endOldDeliveries(ctx: Pick<Context, 'db' | 'clock' | 'log'>, budgetMs: number): Promise<void> {
  const stopAt = ctx.clock.now() + budgetMs
  let all = 0
  for (let ended = limit; ended === limit && ctx.clock.now() < stopAt; all += ended)
    ended = await endDeliveries(ctx.db, { days, limit })
  if (all > 0) ctx.log.info('deliveries.ended', { deliveries: all })
}
