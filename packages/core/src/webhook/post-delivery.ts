import { Webhook } from 'standardwebhooks'
import type { Context } from '../context.ts'
import type { Ending } from '../endings/ending.ts'
import { endingOf } from '../endings/ending-of.ts'
import { expectSuccess, Unreached } from '../endings/typed-errors.ts'
import { EdgesweepError } from '../errors.ts'
import { admitTarget } from '../visit/admit-target.ts'
import { fetchFailure } from '../visit/fetch-failure.ts'
import { retryAfterOf } from '../visit/retry-after.ts'
import { whoseFault } from '../visit/whose-fault.ts'

type PostingContext = Pick<Context, 'fetch' | 'clock' | 'settings' | 'resolve'>

const timeoutMs = 15_000

/** One attempt at a delivery. */
export interface Attempt {
  ending: Ending
  /** Null without an answer. */
  statusCode: number | null
  /** The seconds to wait that the receiver asked for. */
  retryAfter: number | null
  /** The failure in words; null when the delivery succeeded. */
  error: string | null
  durationMs: number
}

/** An event on its way to an endpoint. `secret` is null when its API key was deleted. */
interface Posting {
  eventId: string
  url: string
  secret: string | null
  body: string
  sequence: number | null
}

/**
 * Attempts a delivery, signed by the Standard Webhooks scheme (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The id
 * stays the same from attempt to attempt, so that a receiver recognises a repetition. Never throws. Follows no redirects.
 */
export async function postDelivery(ctx: PostingContext, delivery: Posting): Promise<Attempt> {
  const startedAt = ctx.clock.now()
  let answer: Response | null = null
  let ending: Ending = { kind: 'done' }
  try {
    await admitTarget(ctx, delivery.url)
    answer = await post(ctx, delivery, startedAt)
    expectSuccess(answer.status)
  } catch (error) {
    ending = endingOf(error)
  }
  return {
    ending,
    statusCode: answer?.status ?? null,
    retryAfter: answer && secondsIn(retryAfterOf(answer.headers, startedAt)),
    error: ending.kind === 'done' ? null : ending.reason,
    durationMs: ctx.clock.now() - startedAt,
  }
}

/** Throws `NoAnswer`, `Away` when our own network failed, and `unauthenticated` when there is no secret to sign with. */
async function post(ctx: PostingContext, { eventId, url, secret, body, sequence }: Posting, now: number) {
  if (secret === null)
    throw new EdgesweepError('unauthenticated', 'the API key was deleted, and its signing secret with it')
  const headers = {
    'content-type': 'application/json',
    'user-agent': ctx.settings.userAgent,
    'webhook-id': eventId,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': new Webhook(secret).sign(eventId, new Date(now), body),
    ...(sequence === null ? {} : { 'edgesweep-sequence': String(sequence) }),
  }
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await ctx.fetch(url, { method: 'POST', redirect: 'manual', signal, headers, body })
    await answer.body?.cancel()
    return answer
  } catch (error) {
    const failure = fetchFailure(url, error, { heard: false, timedOutAfterMs: signal.aborted ? timeoutMs : null })
    throw failure instanceof Unreached ? await whoseFault(ctx, failure, false) : failure
  }
}

const secondsIn = (ms: number | null): number | null => (ms === null ? null : Math.ceil(ms / 1000))
