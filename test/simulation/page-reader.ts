import type { LaneName } from '@edgesweep/core/lane/lane.ts'
import type { BrowserFleet } from './browser-fleet.ts'
import type { DomainFleet } from './domain-fleet.ts'
import type { VirtualTime } from './virtual-time.ts'

/** A page that a sweep reads twice: to scan its outlet and to extract its items. */
export interface SimulatedPage {
  domain: number
  rendered: boolean
}

/** The parts of a page reader. The functions draw times in milliseconds. */
export interface ReaderParts {
  time: VirtualTime
  browsers: BrowserFleet
  domains: DomainFleet
  fetchMs: () => number
  renderMs: () => number
}

/** Reads pages as the product does: it takes a browser slot if needed, then the domain's permit, then loads the page. */
export class PageReader {
  readonly #parts: ReaderParts
  readonly read = { fetched: 0, rendered: 0, renderingMs: 0 }

  constructor(parts: ReaderParts) {
    this.#parts = parts
  }

  /** `ended` receives null, or the time until which the page is deferred. */
  start({ domain, rendered }: SimulatedPage, lane: LaneName, ended: (until: number | null) => void): void {
    const { time, browsers, domains, fetchMs, renderMs } = this.#parts
    const load = (ms: number, after: (until: number | null) => void) =>
      domains.ask(domain, lane, (permit) => {
        if ('refusedUntil' in permit) return after(permit.refusedUntil)
        time.after(ms, () => {
          domains.giveBack(domain, permit.token)
          after(null)
        })
      })
    if (!rendered) {
      this.read.fetched += 1
      load(fetchMs(), ended)
      return
    }
    browsers.ask(lane, (answer) => {
      if ('refusedUntil' in answer) return ended(answer.refusedUntil)
      const renewal = keepRenewing(time, browsers, answer.slot)
      const ms = renderMs()
      load(ms, (until) => {
        renewal.over = true
        browsers.giveBack(answer.slot)
        if (until === null) {
          this.read.rendered += 1
          this.read.renderingMs += ms
        }
        ended(until)
      })
    })
  }
}

/** Renews a slot at a third of its lease, as in the product. */
function keepRenewing(time: VirtualTime, browsers: BrowserFleet, slot: { token: string }): { over: boolean } {
  const renewal = { over: false }
  const renew = () => {
    if (renewal.over) return
    browsers.renew([slot])
    time.after(5_000, renew)
  }
  time.after(5_000, renew)
  return renewal
}
