import type { DomainAnswer } from '@edgesweep/core/context.ts'
import type { Lane } from '@edgesweep/core/lane/lane.ts'
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
} from '@edgesweep/core/permit/domain-permits.ts'
import { PendingAnswers } from './pending-answers.ts'

/** Gives the permits of one domain: the shell around `domain-permits`, which decides. */
export class DomainDesk {
  readonly #storage: DurableObjectStorage
  readonly #state: DomainState
  readonly #answers = new PendingAnswers<DomainAnswer>()

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
    // Whoever waited was waiting for a process that is gone; permits outlive it.
    this.#state = { ...newDomain(), ...storage.kv.get<DomainState>('domain-permits') }
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

  #apply(input: DomainInput): void {
    const now = Date.now()
    const effects = applyToDomain(this.#state, input, now)
    this.#storage.kv.put('domain-permits', { ...this.#state, waiters: [] })
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
