import puppeteer, { type Browser, type BrowserWorker } from '@cloudflare/puppeteer'
import type { Clock, Log } from '@edgesweep/core/context.ts'
import { Away, NoPermit } from '@edgesweep/core/endings/typed-errors.ts'
import { keepRenewing } from '@edgesweep/core/keep-renewing.ts'
import type { LaneName } from '@edgesweep/core/lane/lane.ts'
import type { BrowserAsk } from '@edgesweep/core/permit/browser-desk.ts'
import type { BrowserLack } from '@edgesweep/core/permit/browser-permits.ts'
import type { BrowserLimits } from '@edgesweep/core/permit/browser-state.ts'
import { slotLeaseMs } from '@edgesweep/core/permit/browser-state.ts'
import { type BrowsersObject, objectNamed, type Remote } from '../objects.ts'
import { measureBrowser } from './measure-browser.ts'

/** How long the `Permits` object may take to find a slot. */
const patienceMs = 10_000
/** The platform closes a session that was unused for this long. */
const keepAliveMs = 600_000
/** The interval at which the platform's list of sessions is read. */
const listingMs = 5_000
/** The pause after a browser failed to launch. */
const launchPauseMs = 5_000
/** The library's error when the platform refuses a launch, for instance beyond the account's limit: no browser has started. */
const refusal = /Unable to create new browser: code: 4\d\d:/
/** A browser's memory is measured after this many pages of this invocation. */
const measureEvery = 50

/** Why no slot is free. An object of an earlier version does not say it. */
const lacks: Record<BrowserLack, string> = {
  slots: 'all browser slots are in use',
  launch: 'no browser can be started: see /health and the log of the scraper',
}

/** The source of browsers and its limits, for one lane. The platform's own limit lowers `limits.browsers`. */
export interface BrowserSource {
  binding: BrowserWorker
  permits: DurableObjectNamespace
  limits: BrowserLimits
  lane: LaneName
  clock: Clock
  log: Log
}

/** A lease of one context in a browser. `lost` aborts when another holder may have it, and the context must be left at once. */
export interface BrowserSlot {
  browser: Browser
  lost: AbortSignal
  /** Whether the slot may be used for another page. */
  keep(): Promise<boolean>
  /** `spoilt`: a page may still be open in the browser, so the slot must not be lent again. */
  giveBack(spoilt: boolean): Promise<void>
}

/**
 * The browser slots of one invocation. The `Permits` object for browsers lends them, and they are renewed while held. Each session
 * has one connection per invocation, because invocations share sessions.
 */
export class BrowserSlots {
  readonly #source: BrowserSource
  readonly #permits: Remote<BrowsersObject>
  readonly #connections = new Map<string, Promise<Browser>>()
  readonly #held = new Map<string, AbortController>()
  readonly #pages = new WeakMap<Browser, number>()
  readonly #closings = new Set<Promise<void>>()
  #platformBrowsers: Promise<number> | null = null
  #listedAt = Number.NEGATIVE_INFINITY
  #renewing = false

  constructor(source: BrowserSource) {
    this.#source = source
    this.#permits = objectNamed<BrowsersObject>(source.permits, 'browsers')
  }

  /** Takes a slot for the work of a key. Throws `NoPermit` when none becomes free soon, and `Away` when no browser can be had. */
  async take(keyId: string): Promise<BrowserSlot> {
    const { lane, log } = this.#source
    while (true) {
      const ask = {
        lane,
        keyId,
        patienceMs,
        connected: [...this.#connections.keys()],
        limits: await this.#limits(),
        ...(await this.#sessions()),
      }
      const answer = await this.#permits.askBrowser(ask).catch((error) => {
        throw new Away(`the browser pool does not answer: ${error}`)
      })
      this.#closeLater(answer.close)
      if (answer.type === 'refused') throw new NoPermit(answer.afterMs, lacks[answer.by] ?? lacks.slots)
      const { token } = answer
      if (answer.type === 'launch') return this.#slot(token, await this.#launch(token))
      try {
        return this.#slot(token, await this.#connect(answer.sessionId))
      } catch (error) {
        // A warm session may be gone. Reading the platform's list again shows it.
        log.warn('browser.session_lost', { lane, sessionId: answer.sessionId, error: String(error) })
        this.#listedAt = Number.NEGATIVE_INFINITY
        // A slot that cannot be returned expires.
        this.#closeLater(await this.#permits.returnBrowser(token, true, null).catch(() => []))
      }
    }
  }

  /** Closes the invocation's connections. The browsers stay warm. */
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
        // A slot that cannot be returned expires. An error here must not lose the page.
        const close = await this.#permits.returnBrowser(token, spoilt || !browser.connected, bytes).catch(() => [])
        this.#closeLater(close)
      },
    }
  }

  async #launch(token: string): Promise<Browser> {
    const { binding, log, lane } = this.#source
    let browser: Browser | null = null
    try {
      browser = await puppeteer.launch(binding, { keep_alive: keepAliveMs })
      const sessionId = browser.sessionId()
      // Store the connection before the object announces the session, so that this invocation shares it.
      this.#keep(sessionId, Promise.resolve(browser))
      if (await this.#permits.browserLaunched(token, sessionId)) return browser
      throw new Error('the browser launched only after its lease had expired')
    } catch (error) {
      // Only this invocation knows the session, so it must close it.
      await browser?.close().catch(() => {})
      log.warn('browser.not_launched', { lane, error: String(error) })
      const { timeUntilNextAllowedBrowserAcquisition: pauseMs } = await puppeteer
        .limits(binding)
        .catch(() => ({ timeUntilNextAllowedBrowserAcquisition: 0 }))
      const pause = Math.max(launchPauseMs, pauseMs)
      // Without this call, the slot expires.
      await this.#permits.browserNotLaunched(token, pause, !refusal.test(String(error))).catch(() => {})
      const reason = `no browser could be started: ${error}`
      throw pauseMs > 0 ? new NoPermit(pause, reason) : new Away(reason)
    }
  }

  #connect(sessionId: string): Promise<Browser> {
    return this.#connections.get(sessionId) ?? this.#keep(sessionId, puppeteer.connect(this.#source.binding, sessionId))
  }

  /** Remembers a connection for `close`. A connection left open would keep the invocation from ending. */
  #keep(sessionId: string, connection: Promise<Browser>): Promise<Browser> {
    this.#connections.set(sessionId, connection)
    const forget = () => this.#connections.get(sessionId) === connection && this.#connections.delete(sessionId)
    connection.then((browser) => browser.once('disconnected', forget), forget)
    return connection
  }

  /** Counts a page of a browser. True if the browser's memory must be measured when the slot is returned. */
  #isDue(browser: Browser): boolean {
    const pages = (this.#pages.get(browser) ?? 0) + 1
    this.#pages.set(browser, pages)
    return pages % measureEvery === 0
  }

  async #keepRenewing(): Promise<void> {
    if (this.#renewing) return
    this.#renewing = true
    await keepRenewing(this.#source.clock, {
      leaseMs: slotLeaseMs,
      isOver: () => {
        // Set this in the same turn of the event loop, so that a slot taken afterwards starts its own renewals.
        this.#renewing = this.#held.size > 0
        return !this.#renewing
      },
      renew: async () => {
        const tokens = [...this.#held.keys()]
        const kept = await this.#permits.renewBrowser(tokens).catch(() => tokens)
        for (const token of tokens)
          if (!kept.includes(token)) this.#held.get(token)?.abort(new Away('its browser slot was lost'))
      },
    })
  }

  async #limits(): Promise<BrowserLimits> {
    const { binding, limits } = this.#source
    this.#platformBrowsers ??= puppeteer.limits(binding).then(
      ({ maxConcurrentSessions }) => maxConcurrentSessions,
      () => limits.browsers,
    )
    return { ...limits, browsers: Math.max(1, Math.min(limits.browsers, await this.#platformBrowsers)) }
  }

  async #sessions(): Promise<Required<Pick<BrowserAsk, 'alive' | 'idle'>>> {
    const now = this.#source.clock.now()
    const isDue = now - this.#listedAt >= listingMs
    if (isDue) this.#listedAt = now
    const sessions = isDue ? await puppeteer.sessions(this.#source.binding).catch(() => null) : null
    if (!sessions) return { alive: null, idle: [] }
    const idle = sessions.filter(({ connectionId }) => !connectionId)
    return {
      alive: sessions.map(({ sessionId }) => sessionId),
      idle: idle.map(({ sessionId, startTime }) => ({ sessionId, ageMs: now - startTime })),
    }
  }

  /** Closes sessions in the background. `close` waits for it. */
  #closeLater(sessionIds: string[]): void {
    if (sessionIds.length === 0) return
    const closing = this.#close(sessionIds)
      .catch((error) => this.#source.log.warn('browser.not_closed', { sessionIds, error: String(error) }))
      .finally(() => this.#closings.delete(closing))
    this.#closings.add(closing)
  }

  async #close(sessionIds: string[]): Promise<void> {
    const closings = await Promise.allSettled(sessionIds.map(async (id) => (await this.#connect(id)).close()))
    // Sessions that could not be closed are reported again until the platform's list no longer has them.
    const closed = sessionIds.filter((_, n) => closings[n]!.status === 'fulfilled')
    for (const sessionId of closed) this.#connections.delete(sessionId)
    await this.#permits.browsersClosed(closed)
  }
}
