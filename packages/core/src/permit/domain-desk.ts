import type { DomainAnswer } from '../context.ts'
import type { DeskClock } from '../desk-clock.ts'
import { boundedWait } from '../endings/waits.ts'
import type { LaneName } from '../lane/lane.ts'
import {
  applyToDomain,
  type DomainEffect,
  type DomainInput,
  nextDomainTime,
  type VisitResult,
} from './domain-permits.ts'
import { DomainReporter, type ReporterPorts } from './domain-reporter.ts'
import { type DomainState, type DomainTerms, issueToken, restoreDomain } from './domain-state.ts'
import { busyFor, type DomainUse, domainUse } from './domain-use.ts'
import { PendingAnswers } from './pending-answers.ts'
import type { PermitStorage } from './permit-storage.ts'

/** The ports of a `DomainDesk`. Without a storage, its permits end with the process. */
export interface DomainPorts {
  storage: PermitStorage<DomainState> | null
  clock: DeskClock
  /** In [0, 1). */
  random(): number
  /** Reports the domain to the index of busy domains. Absent where nobody reads one. */
  report?: ReporterPorts['report']
}

/** Grants the permits of one domain. `domain-permits` decides; the desk stores each step and answers the requests. */
export class DomainDesk {
  readonly #ports: DomainPorts
  readonly #state: DomainState
  readonly #answers: PendingAnswers<DomainAnswer>
  readonly #reporter: DomainReporter | null

  constructor(ports: DomainPorts) {
    const { clock, report } = ports
    this.#ports = ports
    this.#answers = new PendingAnswers(ports.clock)
    this.#state = restoreDomain(ports.storage?.read(), clock.now())
    const read = () => ({ use: this.use(), busyForMs: busyFor(this.#state, clock.now()) })
    this.#reporter = report ? new DomainReporter({ clock, report, read }) : null
  }

  /** `answer` is called once, now or within `patienceMs`, and must not call the desk. Returns the token of the request. */
  ask(
    lane: LaneName,
    patienceMs: number,
    terms: DomainTerms,
    answer: (answer: DomainAnswer) => void,
    keyId = '',
  ): string {
    const token = issueToken(this.#state)
    this.#answers.add(token, answer)
    const until = this.#ports.clock.now() + boundedWait(patienceMs, 0)
    this.#apply({ type: 'ask', token, lane, keyId, until, terms })
    return token
  }

  renew(token: string): void {
    this.#apply({ type: 'renew', token })
  }

  /** Takes back a permit, or withdraws a request. Returns the time in ms for which the domain now grants no permit. */
  giveBack(token: string, result: VisitResult): number {
    this.#apply({ type: 'return', token, result, random: this.#ports.random() })
    return Math.max(0, this.#state.backoffUntil - this.#ports.clock.now())
  }

  /** The present state. */
  use(): DomainUse {
    return domainUse(this.#state, this.#ports.clock.now())
  }

  /** Whether a new desk would decide the same: nobody holds or awaits a permit, and the domain has no pause and no recent trouble. */
  isAsNew(): boolean {
    const { permits, waiters, backoffUntil, lastStartAt, delayMs, limit, slots, strikes } = this.#state
    const resting = Math.max(backoffUntil, lastStartAt + delayMs) > this.#ports.clock.now()
    return permits.size === 0 && waiters.length === 0 && !resting && limit === slots && strikes === 0
  }

  #apply(input: DomainInput): void {
    const now = this.#ports.clock.now()
    const effects = applyToDomain(this.#state, input, now)
    this.#ports.storage?.write(this.#state)
    this.#answers.wakeAt(nextDomainTime(this.#state, now), () => this.#apply({ type: 'time' }))
    this.#reporter?.changed()
    for (const effect of effects) this.#answers.answer(effect.token, answerOf(effect, this.#state, now))
  }
}

function answerOf(effect: DomainEffect, { delayMs }: DomainState, now: number): DomainAnswer {
  if (effect.type === 'granted') return { ok: true, token: effect.token }
  const { until, by, inFlight, limit } = effect
  const reasons = {
    slots: `${inFlight} of ${limit} requests in flight`,
    'crawl-delay': `its robots.txt asks for ${delayMs / 1000} s between requests`,
    backoff: 'it asked for a pause',
  }
  return { ok: false, afterMs: until - now, reason: reasons[by] }
}
