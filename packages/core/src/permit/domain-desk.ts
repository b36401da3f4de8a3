import type { DomainAnswer } from '../context.ts'
import type { Lane } from '../lane/lane.ts'
import {
  applyToDomain,
  type DomainEffect,
  type DomainInput,
  type DomainState,
  type DomainTerms,
  issueToken,
  newDomain,
  nextDomainTime,
  type VisitResult,
} from './domain-permits.ts'
import { PendingAnswers } from './pending-answers.ts'

/** Where a domain's permits outlive their process; a host's end with it. */
export interface KeptDomain {
  read(): DomainState | undefined
  write(state: DomainState): void
}

/** Gives the permits of one domain: the shell around `domain-permits`, which decides. */
export class DomainDesk {
  readonly #kept: KeptDomain | null
  readonly #state: DomainState
  readonly #answers = new PendingAnswers<DomainAnswer>()

  constructor(kept: KeptDomain | null) {
    this.#kept = kept
    // Whoever waited was waiting for a process that is gone; permits outlive it.
    this.#state = { ...newDomain(), ...kept?.read() }
  }

  ask(lane: Lane, patienceMs: number, terms: DomainTerms): Promise<DomainAnswer> {
    const token = issueToken(this.#state)
    const answer = this.#answers.wait(token)
    this.#apply({ type: 'ask', token, lane, until: Date.now() + patienceMs, terms })
    return answer
  }

  renew(token: string): void {
    this.#apply({ type: 'renew', token })
  }

  giveBack(token: string, result: VisitResult): number {
    this.#apply({ type: 'return', token, result, random: Math.random() })
    return Math.max(0, this.#state.backoffUntil - Date.now())
  }

  /** Whether a new desk would decide as this one does: nobody has or awaits a permit, and no pause or trouble is remembered. */
  isAsNew(): boolean {
    const { permits, waiters, backoffUntil, lastStartAt, delayMs, limit, slots, strikes } = this.#state
    const resting = Math.max(backoffUntil, lastStartAt + delayMs) > Date.now()
    return permits.size === 0 && waiters.length === 0 && !resting && limit === slots && strikes === 0
  }

  #apply(input: DomainInput): void {
    const now = Date.now()
    const effects = applyToDomain(this.#state, input, now)
    this.#kept?.write({ ...this.#state, waiters: [] })
    this.#answers.tellAt(nextDomainTime(this.#state, now), () => this.#apply({ type: 'time' }))
    for (const effect of effects) this.#answers.answer(effect.token, answerOf(effect, this.#state, now))
  }
}

function answerOf(effect: DomainEffect, { delayMs }: DomainState, now: number): DomainAnswer {
  if (effect.type === 'granted') return { ok: true, token: effect.token }
  const { until, by, inFlight, limit } = effect
  const reasons = {
    slots: `${inFlight} of ${limit} in flight`,
    'crawl-delay': `its robots.txt asks for ${delayMs / 1000} s between requests`,
    backoff: 'it asked for a pause',
  }
  return {
    ok: false,
    afterMs: until - now,
    reason: `${reasons[by]}, next permit in ${((until - now) / 1000).toFixed(1)} s`,
  }
}
