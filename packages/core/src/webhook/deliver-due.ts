import { type ClaimedDelivery, claimDueDeliveries } from '@edgesweep/db/queries/delivery/claim-due.ts'
import { numberDeliveries } from '@edgesweep/db/queries/delivery/number.ts'
import { planDeliveryWake } from '@edgesweep/db/queries/delivery/plan-wake.ts'
import { recordDeliveryAttempt } from '@edgesweep/db/queries/delivery/record-attempt.ts'
import { disableWebhookEndpoint } from '@edgesweep/db/queries/endpoint/disable.ts'
import type { Context, DeliveryWakes } from '../context.ts'
import { judgeReceiver } from './judge-receiver.ts'
import { judgeAttempt } from './next-attempt.ts'
import { postDelivery } from './post-delivery.ts'

/** A Worker invocation may await six answers at once. Further requests would wait in a queue while their time limit runs. */
const inFlight = 5
/** Slots for receivers that are new, failed or slow. The other slots are for receivers that answer at once. */
const doubtfulInFlight = 2
const perReceiverInFlight = 2
/** Claimed at once. Those that cannot start yet wait for a slot, within their lease. */
const claimedAtOnce = 2 * inFlight
const leaseSeconds = 60
const numberedAtOnce = 1_000
/** Cron finds deliveries that are due later. */
const plannedWithinSeconds = 90

type DeliveryContext = Pick<Context, 'db' | 'fetch' | 'clock' | 'settings' | 'resolve' | 'log'> & DeliveryWakes

/**
 * Delivers due events until none is due or `budgetMs` has passed, and plans the next wake-up. Each receiver has its own line: a failing or slow one
 * delays no other. Returns the number of attempts. Throws when an attempt could not be recorded, after the others have been.
 */
export async function deliverDue(ctx: DeliveryContext, budgetMs: number): Promise<number> {
  const token = crypto.randomUUID()
  const stopAt = ctx.clock.now() + budgetMs
  const waiting: ClaimedDelivery[] = []
  const running = new Map<ClaimedDelivery, Promise<void>>()
  const failures: unknown[] = []
  let after = ''
  let attempts = 0
  const runningOf = (receiver: string) => [...running.keys()].filter((one) => one.receiver === receiver).length
  const claimMore = async () => {
    const doubtful = [...waiting, ...running.keys()].filter((one) => one.isDoubtful).length
    const wanted = { limit: claimedAtOnce - waiting.length, doubtful: Math.max(0, doubtfulInFlight - doubtful) }
    await numberDeliveries(ctx.db, { limit: numberedAtOnce })
    const terms = { token, leaseSeconds, perReceiver: 2 * perReceiverInFlight, after }
    const claimed = await claimDueDeliveries(ctx.db, { ...wanted, ...terms })
    after = claimed.at(-1)?.receiver ?? after
    waiting.push(...claimed)
  }
  const start = (delivery: ClaimedDelivery) => {
    attempts += 1
    const work = deliver(ctx, token, delivery).catch((error) => void failures.push(error))
    running.set(
      delivery,
      work.finally(() => running.delete(delivery)),
    )
  }

  while (true) {
    const mayClaim = failures.length === 0 && ctx.clock.now() < stopAt
    if (mayClaim && waiting.length < inFlight) await claimMore()
    for (const delivery of [...waiting]) {
      if (running.size >= inFlight || runningOf(delivery.receiver) >= perReceiverInFlight) continue
      waiting.splice(waiting.indexOf(delivery), 1)
      start(delivery)
    }
    if (running.size === 0) break
    await Promise.race(running.values())
  }
  if (failures.length > 0) throw failures[0]
  await planNext(ctx, ctx.clock.now() >= stopAt)
  return attempts
}

/** A run whose time is up leaves due deliveries for the next one. */
async function planNext({ db, wakes, log }: DeliveryContext, isCutShort: boolean): Promise<void> {
  const seconds = isCutShort ? 0 : await planDeliveryWake(db, { withinSeconds: plannedWithinSeconds })
  if (seconds === null) return
  await wakes.deliveries(seconds).catch((error) => log.warn('delivery.wake_failed', { error: String(error) }))
}

async function deliver(ctx: DeliveryContext, token: string, delivery: ClaimedDelivery): Promise<void> {
  const attempt = await postDelivery(ctx, delivery)
  const verdict = judgeAttempt(delivery.attempt, attempt, Math.random())
  const { statusCode, error, durationMs } = attempt
  const receiver = judgeReceiver(delivery, attempt, Math.random())
  const facts = { deliveryId: delivery.id, token, statusCode, error, durationMs, receiver }
  await recordDeliveryAttempt(ctx.db, { ...facts, ...verdict })
  if (verdict.outcome === 'dead' && verdict.gone && delivery.endpointId) {
    await disableWebhookEndpoint(ctx.db, { endpointId: delivery.endpointId, reason: 'it answered 410 Gone' })
  }
  if (error) ctx.log.warn('delivery.failed', { deliveryId: delivery.id, error })
}
