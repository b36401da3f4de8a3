import { planDeliveryWake } from '@edgesweep/db/queries/delivery/plan-wake.ts'
import type { DeliveryWakes } from '../context.ts'
import type { DeliveryContext } from './attempt-delivery.ts'
import { Deliverer } from './deliverer.ts'

/** Cron finds deliveries that are due later. */
const plannedWithinSeconds = 90

type WakingContext = DeliveryContext & DeliveryWakes

/**
 * Delivers due events until none is due, `budgetMs` has passed or `signal` aborts, and plans the next wake-up. Each receiver has its own line: a failing or slow one
 * delays no other. Returns the number of attempts. Throws when a claim or a record of attempts failed, after all other attempts are recorded.
 */
export async function deliverDue(ctx: WakingContext, budgetMs: number, signal?: AbortSignal): Promise<number> {
  const stopAt = ctx.clock.now() + budgetMs
  const attempts = await new Deliverer(ctx, stopAt, signal).run()
  await planNext(ctx, signal?.aborted === true || ctx.clock.now() >= stopAt)
  return attempts
}

/** A run whose time is up leaves due deliveries for the next one. */
async function planNext({ db, wakes, log }: WakingContext, isCutShort: boolean): Promise<void> {
  const seconds = isCutShort ? 0 : await planDeliveryWake(db, { withinSeconds: plannedWithinSeconds })
  if (seconds === null) return
  await wakes.deliveries(seconds).catch((error) => log.warn('delivery.wake_failed', { error: String(error) }))
}
