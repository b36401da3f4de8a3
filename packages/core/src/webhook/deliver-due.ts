import { type ClaimedDelivery, claimDueDeliveries } from '@edgesweep/db/queries/delivery/claim-due.ts'
import { numberDeliveries } from '@edgesweep/db/queries/delivery/number.ts'
import { planDeliveryWake } from '@edgesweep/db/queries/delivery/plan-wake.ts'
import { type DeliveryAttempt, recordDeliveryAttempts } from '@edgesweep/db/queries/delivery/record-attempts.ts'
import { disableWebhookEndpoint } from '@edgesweep/db/queries/endpoint/disable.ts'
import type { Context, DeliveryWakes } from '../context.ts'
import { ourFault } from '../endings/outage.ts'
import { judgeReceiver } from './judge-receiver.ts'
import { judgeAttempt } from './next-attempt.ts'
import { postDelivery } from './post-delivery.ts'

/** A Worker invocation may await six answers at once. A further request would spend its time limit in a queue. */
const inFlight = 5
/** Slots for receivers that are new, failed or slow. The other slots are for receivers that answer at once. */
const doubtfulInFlight = 2
const perReceiverInFlight = 2
/** Claimed at once. Those that cannot start yet wait for a slot, within their lease. */
const claimedAtOnce = 8 * inFlight
const leaseSeconds = 120
const numberedAtOnce = 1_000
/** Cron finds deliveries that are due later. */
const plannedWithinSeconds = 90

type DeliveryContext = Pick<Context, 'db' | 'fetch' | 'clock' | 'settings' | 'resolve' | 'log'> & DeliveryWakes

/**
 * Delivers due events until none is due or `budgetMs` has passed, and plans the next wake-up. Each receiver has its own line: a failing or slow one
 * delays no other. Returns the number of attempts. Throws when attempts could not be recorded, after the others have been.
 */
export async function deliverDue(ctx: DeliveryContext, budgetMs: number): Promise<number> {
  const token = crypto.randomUUID()
  const stopAt = ctx.clock.now() + budgetMs
  const waiting: ClaimedDelivery[] = []
  const running = new Map<ClaimedDelivery, Promise<void>>()
  const ended: DeliveryAttempt[] = []
  const failures: unknown[] = []
  let recording: Promise<void> | null = null
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
  const startSome = () => {
    for (const delivery of [...waiting]) {
      if (running.size >= inFlight || runningOf(delivery.receiver) >= perReceiverInFlight) continue
      waiting.splice(waiting.indexOf(delivery), 1)
      attempts += 1
      const work = attempt(ctx, delivery).then((made) => void ended.push(made))
      running.set(
        delivery,
        work.finally(() => running.delete(delivery)),
      )
    }
  }
  /** Attempts that end while a statement runs are recorded together by the next one. */
  const recordEnded = () => {
    if (recording || ended.length === 0) return
    recording = recordDeliveryAttempts(ctx.db, token, ended.splice(0))
      .catch((error) => void failures.push(error))
      .then(() => {
        recording = null
      })
  }

  while (true) {
    recordEnded()
    const mayClaim = failures.length === 0 && ctx.clock.now() < stopAt
    if (mayClaim && waiting.length < inFlight) await claimMore()
    startSome()
    recordEnded()
    if (running.size === 0 && recording === null) break
    await Promise.race([...running.values(), ...(recording ? [recording] : [])])
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

async function attempt(ctx: DeliveryContext, delivery: ClaimedDelivery): Promise<DeliveryAttempt> {
  const made = await postDelivery(ctx, delivery)
  const ageSeconds = (ctx.clock.now() - Date.parse(delivery.createdAt)) / 1_000
  const verdict = judgeAttempt({ attempt: delivery.attempt, ageSeconds }, made, Math.random())
  const { statusCode, durationMs } = made
  const error = verdict.outcome === 'postponed' ? `${ourFault}: ${made.error}` : made.error
  if (error) ctx.log.warn('delivery.failed', { deliveryId: delivery.id, error })
  if (verdict.outcome === 'dead' && verdict.gone && delivery.endpointId)
    await disableWebhookEndpoint(ctx.db, { endpointId: delivery.endpointId, reason: 'it answered 410 Gone' }).catch(
      // The next delivery gets 410, too, and tries again.
      (cause) => ctx.log.error('endpoint.not_disabled', { endpointId: delivery.endpointId, error: String(cause) }),
    )
  const receiver = judgeReceiver(delivery, made, Math.random())
  return { deliveryId: delivery.id, statusCode, error, durationMs, receiver, ...verdict }
}
