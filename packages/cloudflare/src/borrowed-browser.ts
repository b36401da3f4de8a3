import puppeteer, { type Browser, type BrowserWorker } from '@cloudflare/puppeteer'
import type { Clock, Log } from '@edgesweep/core/context.ts'
import type { Lane } from '@edgesweep/core/lane/lane.ts'
import { type BrowserLimits, sessionLeaseMs } from '@edgesweep/core/permit/browser-permits.ts'
import { NoPermit } from '@edgesweep/core/scrape/read-page.ts'
import { objectNamed, type PermitsObject, type Remote } from './objects.ts'

const patienceMs = 20_000
/** The platform closes a session that nobody uses for so long. */
const keepAliveMs = 600_000

/** Where browsers come from, on which terms, and for which lane. */
export interface BrowserLoan {
  binding: BrowserWorker
  permits: DurableObjectNamespace
  limits: BrowserLimits
  lane: Lane
  clock: Clock
  log: Log
}

/** One browser session for one invocation: borrowed when first needed, renewed while held, given back warm. */
export class BorrowedBrowser {
  readonly #loan: BrowserLoan
  readonly #permits: Remote<PermitsObject>
  #held: Promise<{ token: string; browser: Browser }> | null = null
  #returned = false

  constructor(loan: BrowserLoan) {
    this.#loan = loan
    this.#permits = objectNamed<PermitsObject>(loan.permits, 'browsers')
  }

  /** The connected browser. Throws `NoPermit` when none is to be had for a while. */
  async browser(): Promise<Browser> {
    this.#held ??= this.#borrow()
    const held = this.#held
    try {
      const { browser, token } = await held
      if (browser.connected) return browser
      if (this.#held === held) {
        this.#held = null
        await this.#permits.returnBrowser(token, true)
      }
    } catch (error) {
      if (this.#held === held) this.#held = null
      throw error
    }
    return this.browser()
  }

  /** `spoilt`: something of ours is still open in it, and it is closed instead of being lent again. */
  async giveBack(spoilt: boolean): Promise<void> {
    this.#returned = true
    const held = await this.#held?.catch(() => null)
    if (!held) return
    const { browser, token } = held
    const broken = spoilt || !browser.connected
    await (spoilt ? browser.close() : browser.disconnect()).catch(() => {})
    await this.#permits.returnBrowser(token, broken)
  }

  async #borrow(): Promise<{ token: string; browser: Browser }> {
    const { binding, limits, lane, clock, log } = this.#loan
    const stopAt = clock.now() + patienceMs
    while (true) {
      const decision = await this.#permits.borrowBrowser(lane, limits, await aliveSessions(binding))
      for (const sessionId of decision.close) await this.#closeSession(sessionId)
      if (decision.type === 'wait') {
        if (clock.now() >= stopAt) throw new NoPermit('browsers', decision.until)
        await clock.sleep(Math.max(50, decision.until - clock.now()))
        continue
      }
      const { token } = decision
      try {
        const browser =
          decision.type === 'connect'
            ? await puppeteer.connect(binding, decision.sessionId)
            : await puppeteer.launch(binding, { keep_alive: keepAliveMs })
        if (decision.type === 'launch' && !(await this.#permits.browserLaunched(token, browser.sessionId()))) {
          await browser.close()
          throw new Error('the browser took longer to launch than its lease')
        }
        void this.#keepRenewing(token, browser)
        return { token, browser }
      } catch (error) {
        await this.#permits.returnBrowser(token, true)
        // A warm session may be gone; a browser that does not come up is the caller's to hear of.
        if (decision.type === 'launch') throw error
        log.warn('browser.session_lost', { lane, error: String(error) })
      }
    }
  }

  async #keepRenewing(token: string, browser: Browser): Promise<void> {
    while (true) {
      await this.#loan.clock.sleep(sessionLeaseMs / 3)
      if (this.#returned || !browser.connected) return
      const kept = await this.#permits.renewBrowser(token).catch(() => true)
      // Lost to somebody else: this connection must not touch the session any more.
      if (!kept) return void (await browser.disconnect().catch(() => {}))
    }
  }

  async #closeSession(sessionId: string): Promise<void> {
    try {
      const browser = await puppeteer.connect(this.#loan.binding, sessionId)
      await browser.close()
    } catch {
      // It is gone already, which is what was wanted.
    }
  }
}

async function aliveSessions(binding: BrowserWorker): Promise<string[]> {
  const sessions = await puppeteer.sessions(binding)
  return sessions.map(({ sessionId }) => sessionId)
}
