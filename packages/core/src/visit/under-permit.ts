import type { Answered, Context } from '../context.ts'
import { endingOf } from '../endings/ending-of.ts'
import { Away, NoAnswer, NoPermit, Unreached } from '../endings/typed-errors.ts'
import type { Usage } from '../endings/usage.ts'
import { keepRenewing } from '../keep-renewing.ts'
import type { LaneName } from '../lane/lane.ts'
import type { VisitResult } from '../permit/domain-permits.ts'
import { permitMs } from '../permit/domain-state.ts'
import { Heard, whoseFault } from './whose-fault.ts'

/** The caller and the work that need a request. */
export interface KeyedWork {
  /** The API key whose work it is, with which it shares domains in turn. Absent for work of no key. */
  keyId?: string
  /** The job by id, or the pipeline by name, so that the domain's state can name what it holds back. */
  work?: string
}

/** Pause after an object did not answer. The page is not at fault. */
const objectPauseMs = 2_000
/** How long one request waits for a permit. A longer wait would delay items of other domains. */
const patienceMs = 2_000

/**
 * Sends one request to a domain under a permit, renews the permit meanwhile, and returns it with the result. Throws `NoPermit` when no
 * permit is free soon, and when the domain asks for fewer requests (429, 503).
 *
 * @param delayMs the crawl delay of the domain's robots.txt; null when it is not known
 */
export async function underPermit<T extends Answered>(
  ctx: Pick<Context, 'domains' | 'settings' | 'clock' | 'resolve'> & KeyedWork,
  { host }: URL,
  lane: LaneName,
  usage: Usage,
  delayMs: number | null,
  load: () => Promise<T>,
): Promise<T> {
  const { domains, settings, clock, work } = ctx
  const slots = settings.domainSlotsByHost[host] ?? settings.domainSlots
  const permit = await domains.ask(host, lane, patienceMs, { slots, delayMs, work }, ctx.keyId).catch((error) => {
    throw new Away(`the permit service for domain ${host} does not answer: ${error}`)
  })
  if (!permit.ok) throw new NoPermit(permit.afterMs, `domain ${host}: ${permit.reason}`, { domain: host })
  const { token } = permit
  let ended = false
  void keepRenewing(clock, {
    leaseMs: permitMs,
    isOver: () => ended,
    renew: () => domains.renew(host, token).catch(() => {}),
  })
  const end = (result: VisitResult): Promise<number> => {
    ended = true
    usage.requests += 1
    // A permit that cannot be returned expires. An error here must not lose the page.
    return domains
      .giveBack(host, token, result)
      .catch(() => (result.type === 'throttled' && result.retryAfterMs) || objectPauseMs)
  }
  const startedAt = clock.now()
  const heard = heardBy(domains)
  let answer: T
  try {
    answer = await load()
    heard.note(host, clock.now())
  } catch (caught) {
    const isOpen = caught instanceof Unreached
    const error = isOpen ? await whoseFault(ctx, caught, heard.isOtherSince(host, startedAt)) : caught
    await end({ type: resultOfError(error) })
    throw error
  }
  const result = resultOf(answer)
  const pausedMs = await end(result)
  if (result.type === 'answered') return answer
  throw new NoPermit(pausedMs, `domain ${host} answered ${answer.status}`, { domain: host, throttled: true })
}

/** What each process heard. Its domains' permits stand for the process. */
const heardBy = (domains: Context['domains']): Heard => {
  const known = heard.get(domains) ?? new Heard()
  heard.set(domains, known)
  return known
}
const heard = new WeakMap<Context['domains'], Heard>()

/** Only a missing answer is the domain's fault. A failure of ours says nothing about the domain. */
function resultOfError(error: unknown): 'timed_out' | 'answered' | 'unheard' {
  if (error instanceof NoAnswer) return 'timed_out'
  const { fault } = endingOf(error)
  return fault === 'ours' ? 'unheard' : 'answered'
}

const resultOf = ({ status, retryAfterMs }: Answered): VisitResult =>
  status === 429 || status === 503 ? { type: 'throttled', retryAfterMs } : { type: 'answered' }
