import type { Answered, DomainAnswer, DomainPermits } from '@edgesweep/core/context.ts'
import { noUsage } from '@edgesweep/core/endings/usage.ts'
import type { LaneName } from '@edgesweep/core/lane/lane.ts'
import type { VisitResult } from '@edgesweep/core/permit/domain-permits.ts'
import type { DomainTerms } from '@edgesweep/core/permit/domain-state.ts'
import { type SettingsEnv, settingsFrom } from '@edgesweep/core/settings.ts'
import type { ReadingContext } from '@edgesweep/core/visit/read-page.ts'
import type { RobotsFile } from '@edgesweep/core/visit/shared-robots.ts'
import type { Page, PageRequest } from '@edgesweep/sites/site/site.ts'
import { expect } from 'vitest'
import { VirtualClock } from '../../../support/virtual-clock.ts'

type Answer = Response | (() => Response | Promise<Response>)

/**
 * A web with the `answers` by address and 404 for any other. Every request needs a permit of its host. The browser gets the same answer
 * as `fetch`, and its page has the final address in the header `x-led-to`.
 */
export class ScrapeWorld implements DomainPermits {
  readonly clock = new VirtualClock(1_000)
  readonly usage = noUsage()
  /** Requested addresses, in order. */
  readonly requested: string[] = []
  readonly rendered: PageRequest[] = []
  readonly asked: Array<{ domain: string; lane: LaneName; patienceMs: number; terms: DomainTerms }> = []
  readonly returned: Array<{ domain: string; result: VisitResult }> = []
  readonly renewed: number[] = []
  readonly answers: Record<string, Answer>
  /** Cached robots.txt files, by origin. */
  readonly kept = new Map<string, RobotsFile>()
  /** By domain: the refusal that a request for a permit gets. */
  readonly refusals: Record<string, DomainAnswer> = {}
  pauseMs = 0
  /** Whether the resolver answers a new question; nothing when it would show nothing. */
  resolver: { answers?(): Promise<boolean> } = {}
  readonly #out = new Map<string, string>()
  readonly #env: SettingsEnv
  #tokens = 0

  constructor(answers: Record<string, Answer> = {}, env: SettingsEnv = {}) {
    this.answers = answers
    this.#env = env
  }

  get ctx(): ReadingContext {
    return {
      clock: this.clock,
      settings: settingsFrom(this.#env),
      resolve: Object.assign(async () => ['93.184.216.34'], this.resolver),
      domains: this,
      fetch: async (input) => this.#answer(String(input)),
      renderer: {
        close: async () => {},
        render: async (request, under) => {
          this.rendered.push(request)
          expect(this.#out.size, 'no permit is held while a browser is waited for').toBe(0)
          await this.clock.sleep(1_000)
          return under(async () => {
            const response = await this.#answer(request.url)
            await this.clock.sleep(40)
            const page = await pageOf(response.headers.get('x-led-to') ?? request.url, response)
            const answered: Answered = { status: response.status, retryAfterMs: null }
            return { ...answered, page }
          })
        },
      },
    }
  }

  /** The permits that have not been returned yet. */
  get out(): string[] {
    return [...this.#out.values()]
  }

  /** Advances the clock until the work has ended. */
  finish<T>(work: Promise<T>): Promise<T> {
    void this.clock.sleep(0)
    return this.clock.finish(work)
  }

  async ask(domain: string, lane: LaneName, patienceMs: number, terms: DomainTerms): Promise<DomainAnswer> {
    this.asked.push({ domain, lane, patienceMs, terms })
    const refusal = this.refusals[domain]
    if (refusal) return refusal
    const token = `token-${++this.#tokens}`
    this.#out.set(token, domain)
    return { ok: true, token }
  }

  async renew(domain: string, token: string): Promise<void> {
    expect(this.#out.get(token)).toBe(domain)
    this.renewed.push(this.clock.now())
  }

  async giveBack(domain: string, token: string, result: VisitResult): Promise<number> {
    expect(this.#out.get(token), 'given back once, to its own domain').toBe(domain)
    this.#out.delete(token)
    this.returned.push({ domain, result })
    return this.pauseMs
  }

  async robots(_domain: string, origin: string, read: () => Promise<RobotsFile>): Promise<RobotsFile> {
    const file = this.kept.get(origin) ?? (await read())
    this.kept.set(origin, file)
    return file
  }

  async #answer(address: string): Promise<Response> {
    const { host } = new URL(address)
    expect(this.out, 'each request is under one permit, for its own host').toEqual([host])
    this.requested.push(address)
    const answer = this.answers[address]
    if (typeof answer === 'function') return answer()
    return answer?.clone() ?? new Response('there is nothing here', { status: 404 })
  }
}

async function pageOf(url: string, response: Response): Promise<Page> {
  return { url, status: response.status, contentType: 'text/html', body: await response.text() }
}

export const html = (body: string, init: ResponseInit = {}): Response =>
  new Response(body, { headers: { 'content-type': 'text/html' }, ...init })

export const movedTo = (location: string): Response => new Response(null, { status: 302, headers: { location } })
