import { DurableObject } from 'cloudflare:workers'
import type { PermitsObject } from '@edgesweep/cloudflare/objects.ts'
import type { Lane } from '@edgesweep/core/lane/lane.ts'
import {
  type BrowserDecision,
  type BrowserLimits,
  type BrowserState,
  borrowBrowser,
  browserLaunched,
  forgetDeadSessions,
  renewBrowser,
  returnBrowser,
} from '@edgesweep/core/permit/browser-permits.ts'
import {
  applyToDomain,
  type DomainInput,
  type DomainState,
  emptyDomain,
  nextDomainAlarm,
} from '@edgesweep/core/permit/domain-permits.ts'

/** Permits for one domain, or for the browsers: the shell around `domain-permits` and `browser-permits`, which decide. */
export class Permits extends DurableObject<Env> implements PermitsObject {
  readonly #domain: DomainState
  readonly #browsers: BrowserState
  readonly #answers = new Map<string, (answer: { token: string } | null) => void>()

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    // Whoever waited was waiting for a process that is gone; permits outlive it.
    this.#domain = { ...(ctx.storage.kv.get<DomainState>('domain') ?? emptyDomain()), waiters: [] }
    this.#browsers = ctx.storage.kv.get<BrowserState>('browsers') ?? { sessions: [], lastLaunchAt: 0 }
  }

  async askDomain(lane: Lane, until: number, limit: number): Promise<{ token: string } | null> {
    const token = crypto.randomUUID()
    const answer = new Promise<{ token: string } | null>((resolve) => this.#answers.set(token, resolve))
    await this.#applyToDomain({ type: 'ask', token, lane, until, limit })
    return answer
  }

  async returnDomain(token: string): Promise<void> {
    await this.#applyToDomain({ type: 'return', token })
  }

  borrowBrowser(lane: Lane, limits: BrowserLimits, alive: string[]): BrowserDecision {
    const now = Date.now()
    forgetDeadSessions(this.#browsers, alive, now)
    const decision = borrowBrowser(this.#browsers, lane, crypto.randomUUID(), limits, now)
    this.#saveBrowsers()
    return decision
  }

  browserLaunched(token: string, sessionId: string): boolean {
    const kept = browserLaunched(this.#browsers, token, sessionId)
    this.#saveBrowsers()
    return kept
  }

  renewBrowser(token: string): boolean {
    const kept = renewBrowser(this.#browsers, token, Date.now())
    this.#saveBrowsers()
    return kept
  }

  returnBrowser(token: string, broken: boolean): void {
    returnBrowser(this.#browsers, token, broken)
    this.#saveBrowsers()
  }

  override async alarm(): Promise<void> {
    await this.#applyToDomain({ type: 'time' })
  }

  async #applyToDomain(input: DomainInput): Promise<void> {
    const effects = applyToDomain(this.#domain, input, Date.now())
    this.ctx.storage.kv.put('domain', { ...this.#domain, waiters: [] })
    const next = nextDomainAlarm(this.#domain)
    if (next === null) await this.ctx.storage.deleteAlarm()
    else await this.ctx.storage.setAlarm(next)
    for (const effect of effects) {
      this.#answers.get(effect.token)?.(effect.type === 'granted' ? { token: effect.token } : null)
      this.#answers.delete(effect.token)
    }
  }

  #saveBrowsers(): void {
    this.ctx.storage.kv.put('browsers', this.#browsers)
  }
}
