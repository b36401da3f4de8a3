import { DurableObject } from 'cloudflare:workers'
import type { BrowserAnswer, BrowserAsk, PermitsObject } from '@edgesweep/cloudflare/objects.ts'
import type { DomainAnswer } from '@edgesweep/core/context.ts'
import type { Lane } from '@edgesweep/core/lane/lane.ts'
import type { BrowserUse } from '@edgesweep/core/permit/browser-use.ts'
import { DomainDesk } from '@edgesweep/core/permit/domain-desk.ts'
import type { DomainState, DomainTerms, VisitResult } from '@edgesweep/core/permit/domain-permits.ts'
import type { RobotsFile } from '@edgesweep/core/visit/robots-file.ts'
import { BrowserDesk } from './browser-desk.ts'

/** Permits for one domain, with its robots.txt; or, in the object named `browsers`, for all browsers. */
export class Permits extends DurableObject<Env> implements PermitsObject {
  readonly #domain: DomainDesk
  readonly #browsers: BrowserDesk

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    const { kv } = ctx.storage
    this.#domain = new DomainDesk({
      read: () => kv.get<DomainState>('domain-permits'),
      write: (state) => kv.put('domain-permits', state),
    })
    this.#browsers = new BrowserDesk(ctx.storage)
  }

  askDomainPermit(lane: Lane, patienceMs: number, terms: DomainTerms): Promise<DomainAnswer> {
    return this.#domain.ask(lane, patienceMs, terms)
  }

  renewDomain(token: string): void {
    this.#domain.renew(token)
  }

  returnDomain(token: string, result: VisitResult): number {
    return this.#domain.giveBack(token, result)
  }

  robots(origin: string): RobotsFile | null {
    const file = this.ctx.storage.kv.get<RobotsFile>(`robots ${origin}`)
    return file && file.expiresAt > Date.now() ? file : null
  }

  keepRobots(origin: string, file: RobotsFile): void {
    this.ctx.storage.kv.put(`robots ${origin}`, file)
  }

  askBrowser(ask: BrowserAsk): Promise<BrowserAnswer> {
    return this.#browsers.ask(ask)
  }

  browserLaunched(token: string, sessionId: string): boolean {
    return this.#browsers.launched(token, sessionId)
  }

  browserNotLaunched(token: string, pauseMs: number): void {
    this.#browsers.notLaunched(token, pauseMs)
  }

  renewBrowser(tokens: string[]): string[] {
    return this.#browsers.renew(tokens)
  }

  keepBrowser(token: string): boolean {
    return this.#browsers.keep(token)
  }

  returnBrowser(token: string, broken: boolean, bytes: number | null): string[] {
    return this.#browsers.giveBack(token, broken, bytes)
  }

  browsersClosed(sessionIds: string[]): void {
    this.#browsers.closed(sessionIds)
  }

  browserUse(): BrowserUse | null {
    return this.#browsers.use()
  }

  override async alarm(): Promise<void> {
    // An earlier version set alarms; one may still be due.
  }
}
