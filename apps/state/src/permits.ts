import { DurableObject } from 'cloudflare:workers'
import {
  type BrowsersObject,
  type DomainObject,
  type DomainsObject,
  domainOf,
  objectNamed,
} from '@edgesweep/cloudflare/objects.ts'
import type { DomainAnswer } from '@edgesweep/core/context.ts'
import { systemDeskClock } from '@edgesweep/core/desk-clock.ts'
import type { LaneName } from '@edgesweep/core/lane/lane.ts'
import { type BrowserAnswer, type BrowserAsk, BrowserDesk } from '@edgesweep/core/permit/browser-desk.ts'
import type { BrowserUse } from '@edgesweep/core/permit/browser-use.ts'
import { DomainDesk } from '@edgesweep/core/permit/domain-desk.ts'
import { type BusyDomains, DomainIndex } from '@edgesweep/core/permit/domain-index.ts'
import type { VisitResult } from '@edgesweep/core/permit/domain-permits.ts'
import type { DomainTerms } from '@edgesweep/core/permit/domain-state.ts'
import type { DomainUse } from '@edgesweep/core/permit/domain-use.ts'
import { type KeptRobots, keepRobots, keptRobots, type SentRobots } from '@edgesweep/core/visit/sent-robots.ts'
import { browserStorage, domainStorage, entryStorage } from './sqlite-permit-storage.ts'

const clock = systemDeskClock

/**
 * A `DomainDesk` with the domain's robots.txt files; in the object named `browsers`, a `BrowserDesk`; in the object named `domains`, the index of
 * busy domains. The deployed class has all parts, but an object uses only one: the first call to a part creates its desk.
 */
export class Permits extends DurableObject<Env> implements DomainObject, DomainsObject, BrowsersObject {
  #domainDesk: DomainDesk | undefined
  #domainIndex: DomainIndex | undefined
  #browserDesk: BrowserDesk | undefined

  get #domain(): DomainDesk {
    this.#domainDesk ??= new DomainDesk({
      storage: domainStorage(this.ctx.storage),
      clock,
      random: Math.random,
      report: (use, leaseMs) =>
        objectNamed<DomainsObject>(this.env.PERMITS, 'domains').reportDomain(domainOf(this.ctx.id.name!), use, leaseMs),
    })
    return this.#domainDesk
  }

  askDomainPermit(lane: LaneName, patienceMs: number, terms: DomainTerms, keyId?: string): Promise<DomainAnswer> {
    return new Promise((resolve) => this.#domain.ask(lane, patienceMs, terms, resolve, keyId))
  }

  renewDomain(token: string): void {
    this.#domain.renew(token)
  }

  returnDomain(token: string, result: VisitResult): number {
    return this.#domain.giveBack(token, result)
  }

  domainUse(): DomainUse {
    return this.#domain.use()
  }

  robots(origin: string): SentRobots | null {
    const file = this.ctx.storage.kv.get<KeptRobots>(`robots ${origin}`)
    return file ? keptRobots(file, clock.now()) : null
  }

  keepRobots(origin: string, file: SentRobots): void {
    this.ctx.storage.kv.put(`robots ${origin}`, keepRobots(file, clock.now()))
  }

  get #index(): DomainIndex {
    this.#domainIndex ??= new DomainIndex(entryStorage(this.ctx.storage), clock.now)
    return this.#domainIndex
  }

  reportDomain(domain: string, use: DomainUse, leaseMs: number): number {
    return this.#index.report(domain, use, leaseMs)
  }

  busiestDomains(most: number): BusyDomains {
    return this.#index.busiest(most)
  }

  get #browsers(): BrowserDesk {
    this.#browserDesk ??= new BrowserDesk({ storage: browserStorage(this.ctx.storage), clock })
    return this.#browserDesk
  }

  askBrowser(ask: BrowserAsk): Promise<BrowserAnswer> {
    return new Promise((resolve) => this.#browsers.ask(ask, resolve))
  }

  browserLaunched(token: string, sessionId: string): boolean {
    return this.#browsers.launched(token, sessionId)
  }

  browserNotLaunched(token: string, pauseMs: number, mayRun?: boolean): void {
    this.#browsers.notLaunched(token, pauseMs, mayRun)
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

  /** Does nothing. An alarm that an earlier version set may still be due. */
  override async alarm(): Promise<void> {}
}
