import type { Answered, Context } from '../context.ts'
import { NoAnswer, NoPermit } from '../endings/typed-errors.ts'
import type { Usage } from '../endings/usage.ts'
import type { Lane } from '../lane/lane.ts'
import { permitMs, type VisitResult } from '../permit/domain-permits.ts'

/** An object that does not answer is asked again after so long; that it did not is no page's fault. */
const objectPauseMs = 2_000
/** Waiting longer holds up what could run meanwhile. */
const patienceMs = 2_000

/**
 * One request to a domain under a permit, which is renewed while it lasts and given back with what came of it. Throws `NoPermit`
 * when none is to be had soon, and when the domain answered that it wants less (429, 503).
 *
 * @param delayMs between two starts, as the domain's robots.txt asks; null when that is not known
 */
export async function underPermit<T extends Answered>(
  ctx: Pick<Context, 'domains' | 'settings' | 'clock'>,
  { host }: URL,
  lane: Lane,
  usage: Usage,
  delayMs: number | null,
  load: () => Promise<T>,
): Promise<T> {
  const { domains, settings, clock } = ctx
  const slots = settings.domainSlotsByHost[host] ?? settings.domainSlots
  const permit = await domains.ask(host, lane, patienceMs, { slots, delayMs }).catch((error) => {
    throw new NoPermit(clock.now() + objectPauseMs, `the permits of domain ${host} do not answer: ${error}`)
  })
  if (!permit.ok) throw new NoPermit(clock.now() + permit.afterMs, `domain ${host}: ${permit.reason}`)
  const { token } = permit
  const stopRenewing = keepRenewing(ctx, host, token)
  const end = (result: VisitResult): Promise<number> => {
    stopRenewing()
    usage.requests += 1
    // One that cannot be given back comes back by time; what was read is not to be lost for it.
    return domains
      .giveBack(host, token, result)
      .catch(() => (result.type === 'throttled' && result.retryAfterMs) || objectPauseMs)
  }
  let answer: T
  try {
    answer = await load()
  } catch (error) {
    // Of a load that fails in another way than for want of an answer, the domain is not to blame.
    await end({ type: error instanceof NoAnswer ? 'timed_out' : 'answered' })
    throw error
  }
  const result = resultOf(answer)
  const pausedMs = await end(result)
  if (result.type === 'answered') return answer
  throw new NoPermit(clock.now() + pausedMs, `domain ${host} answered ${answer.status}`, true)
}

const resultOf = ({ status, retryAfterMs }: Answered): VisitResult =>
  status === 429 || status === 503 ? { type: 'throttled', retryAfterMs } : { type: 'answered' }

function keepRenewing({ domains, clock }: Pick<Context, 'domains' | 'clock'>, host: string, token: string): () => void {
  let stopped = false
  const renew = async () => {
    while (true) {
      await clock.sleep(permitMs / 3)
      if (stopped) return
      await domains.renew(host, token).catch(() => {})
    }
  }
  void renew()
  return () => {
    stopped = true
  }
}
