import puppeteer, { type Browser, type BrowserWorker } from '@cloudflare/puppeteer'
import type { Clock, Log } from '@edgesweep/core/context.ts'
import { NoPermit } from '@edgesweep/core/endings/typed-errors.ts'
import type { Lane } from '@edgesweep/core/lane/lane.ts'
import { type BrowserLimits, slotLeaseMs } from '@edgesweep/core/permit/browser-permits.ts'
import { objectNamed, type PermitsObject, type Remote } from '../objects.ts'
import { measureBrowser } from './measure-browser.ts'

const patienceMs = 10_000
/** An object that does not answer is asked again after so long; that it did not is no page's fault. */
const objectPauseMs = 2_000
/** The platform closes a session that nobody uses for so long. */
const keepAliveMs = 600_000
/** The platform's list of sessions is read again after so long. */
const listingMs = 5_000
/** Pause after a browser that did not come up. */
const launchPauseMs = 5_000
/** A browser is measured when it has served so many pages of this invocation. */
const measureEvery = 50

/** Where browsers come from, on which terms, and for which lane. The platform's own limit lowers `limits.browsers`. */
export interface BrowserSource {
  binding: BrowserWorker
  permits: DurableObjectNamespace
  limits: BrowserLimits
  lane: Lane
  clock: Clock
  log: Log
}

/** A right to one context in a browser. `lost` aborts when somebody else may have it: what is open in it must be left at once. */
export interface BrowserSlot {
  browser: Browser
  lost: AbortSignal
  /** Whether it may be used for another page, with what is open in it. */
  keep(): Promise<boolean>
  /** `spoilt`: something of ours may still be open in the browser, and nobody else shall get it. */
  giveBack(spoilt: boolean): Promise<void>
}

/**
 * The browser slots of one invocation: lent by the one `Permits` object for browsers, renewed while held, over one connection a
 * session, since sessions are shared with other invocations.
 */
export class BrowserSlots {
  readonly #source: BrowserSource
  readonly #permits: Remote<PermitsObject>
  readonly #connections = new Map<string, Promise<Browser>>()
  readonly #held = new Map<string, AbortController>()
  readonly #pages = new WeakMap<Browser, number>()
  readonly #closings = new Set<Promise<void>>()
  #platformBrowsers: Promise<number> | null = null
  #listedAt = Number.NEGATIVE_INFINITY
  #renewing = false

  constructor(source: BrowserSource) {
    this.#source = source
    this.#permits = objectNamed<PermitsObject>(source.permits, 'browsers')
  }

  /** Throws `NoPermit` when none is to be had soon. */
  async take(): Promise<BrowserSlot> {
    const { lane, clock, log } = this.#source
    while (true) {
      const ask = {
        lane,
        patienceMs,
        connected: [...this.#connections.keys()],
        limits: await this.#limits(),
        alive: await this.#aliveSessions(),
      }
      const answer = await this.#permits.askBrowser(ask).catch((error) => {
        throw new NoPermit(clock.now() + objectPauseMs, `the browsers' permits do not answer: ${error}`)
      })
      this.#closeLater(answer.close)
      if (answer.type === 'refused') throw new NoPermit(clock.now() + answer.afterMs, 'all browsers are taken')
      const { token } = answer
      if (answer.type === 'launch') return this.#slot(token, await this.#launch(token))
      try {
        return this.#slot(token, await this.#connect(answer.sessionId))
      } catch (error) {
        // A warm session may be gone: the platform's list tells.
        log.warn('browser.session_lost', { lane, sessionId: answer.sessionId, error: String(error) })
        this.#listedAt = Number.NEGATIVE_INFINITY
        this.#closeLater(await this.#permits.returnBrowser(token, true, null))
      }
    }
  }

  /** Ends the invocation's connections; the browsers stay warm. */
  async close(): Promise<void> {
    await Promise.all(this.#closings)
    const browsers = await Promise.allSettled(this.#connections.values())
    this.#connections.clear()
    for (const browser of browsers) if (browser.status === 'fulfilled') await browser.value.disconnect().catch(() => {})
  }

  #slot(token: string, browser: Browser): BrowserSlot {
    const lost = new AbortController()
    this.#held.set(token, lost)
    void this.#keepRenewing()
    let due = false
    return {
      browser,
      lost: lost.signal,
      keep: async () => {
        due = this.#isDue(browser)
        return !due && !lost.signal.aborted && (await this.#permits.keepBrowser(token).catch(() => false))
      },
      giveBack: async (spoilt) => {
        this.#held.delete(token)
        const bytes = (due || this.#isDue(browser)) && browser.connected ? await measureBrowser(browser) : null
        // What cannot be given back comes back by time; the page that was read is not to be lost for it.
        const close = await this.#permits.returnBrowser(token, spoilt || !browser.connected, bytes).catch(() => [])
        this.#closeLater(close)
      },
    }
  }

  async #launch(token: string): Promise<Browser> {
    const { binding, clock, log, lane } = this.#source
    let browser: Browser | null = null
    try {
      browser = await puppeteer.launch(binding, { keep_alive: keepAliveMs })
      const sessionId = browser.sessionId()
      // Before others are told of it: those of this invocation shall share this connection.
      this.#keep(sessionId, Promise.resolve(browser))
      if (await this.#permits.browserLaunched(token, sessionId)) return browser
      throw new Error('the browser took longer to launch than its lease')
    } catch (error) {
      // Nobody knows of it, so that nobody else would close it.
      await browser?.close().catch(() => {})
      log.warn('browser.not_launched', { lane, error: String(error) })
      const { timeUntilNextAllowedBrowserAcquisition: pauseMs } = await puppeteer
        .limits(binding)
        .catch(() => ({ timeUntilNextAllowedBrowserAcquisition: 0 }))
      const pause = Math.max(launchPauseMs, pauseMs)
      await this.#permits.browserNotLaunched(token, pause)
      throw new NoPermit(clock.now() + pause, `no browser could be started: ${error}`)
    }
  }

  #connect(sessionId: string): Promise<Browser> {
    return this.#connections.get(sessionId) ?? this.#keep(sessionId, puppeteer.connect(this.#source.binding, sessionId))
  }

  /** Every connection is ended by `close`: one that is left open keeps the invocation from ending. */
  #keep(sessionId: string, connection: Promise<Browser>): Promise<Browser> {
    this.#connections.set(sessionId, connection)
    const forget = () => this.#connections.get(sessionId) === connection && this.#connections.delete(sessionId)
    connection.then((browser) => browser.once('disconnected', forget), forget)
    return connection
  }

  /** Counts a page of a browser; true when it is to be measured, which is done as the page's slot comes back. */
  #isDue(browser: Browser): boolean {
    const pages = (this.#pages.get(browser) ?? 0) + 1
    this.#pages.set(browser, pages)
    return pages % measureEvery === 0
  }

  async #keepRenewing(): Promise<void> {
    if (this.#renewing) return
    this.#renewing = true
    while (this.#held.size > 0) {
      await this.#source.clock.sleep(slotLeaseMs / 3)
      const tokens = [...this.#held.keys()]
      const kept = await this.#permits.renewBrowser(tokens).catch(() => tokens)
      for (const token of tokens) if (!kept.includes(token)) this.#held.get(token)?.abort('its browser slot was lost')
    }
    this.#renewing = false
  }

  async #limits(): Promise<BrowserLimits> {
    const { binding, limits } = this.#source
    this.#platformBrowsers ??= puppeteer.limits(binding).then(
      ({ maxConcurrentSessions }) => maxConcurrentSessions,
      () => limits.browsers,
    )
    return { ...limits, browsers: Math.max(1, Math.min(limits.browsers, await this.#platformBrowsers)) }
  }

  async #aliveSessions(): Promise<string[] | null> {
    const now = this.#source.clock.now()
    if (now - this.#listedAt < listingMs) return null
    this.#listedAt = now
    const sessions = await puppeteer.sessions(this.#source.binding).catch(() => null)
    return sessions?.map(({ sessionId }) => sessionId) ?? null
  }

  /** Closes sessions beside what is under way; `close` waits for it. */
  #closeLater(sessionIds: string[]): void {
    if (sessionIds.length === 0) return
    const closing = this.#close(sessionIds)
      .catch((error) => this.#source.log.warn('browser.not_closed', { sessionIds, error: String(error) }))
      .finally(() => this.#closings.delete(closing))
    this.#closings.add(closing)
  }

  async #close(sessionIds: string[]): Promise<void> {
    const closings = await Promise.allSettled(sessionIds.map(async (id) => (await this.#connect(id)).close()))
    // What could not be closed is told again, until the platform's list no longer has it.
    const closed = sessionIds.filter((_, n) => closings[n]!.status === 'fulfilled')
    for (const sessionId of closed) this.#connections.delete(sessionId)
    await this.#permits.browsersClosed(closed)
  }
}
