import puppeteer from '@cloudflare/puppeteer'
import { BrowserSlots } from '@edgesweep/cloudflare/browser/browser-slots.ts'
import { systemDeskClock } from '@edgesweep/core/desk-clock.ts'
import { BrowserDesk } from '@edgesweep/core/permit/browser-desk.ts'

let aheadMs = 0
const clock = { ...systemDeskClock, now: () => Date.now() + aheadMs, sleep: () => new Promise(() => {}) }
const limits = {
  browsers: 3,
  contexts: 1,
  reservedForLive: 0,
  launchEveryMs: 0,
  maxAgeMs: 1e9,
  maxUses: 1e9,
  maxBytes: 1e12,
}
const desk = new BrowserDesk({ storage: { read: () => null, write: () => {} }, clock })
const ask = (one) => new Promise((resolve) => desk.ask(one, resolve))
const object = {
  askBrowser: ask,
  browserLaunched: async (token, sessionId) => desk.launched(token, sessionId),
  browserNotLaunched: async (token, pauseMs) => desk.notLaunched(token, pauseMs),
  renewBrowser: async (tokens) => desk.renew(tokens),
  returnBrowser: async (token, broken, bytes) => desk.giveBack(token, broken, bytes),
  browsersClosed: async (ids) => desk.closed(ids),
}
const permits = { idFromName: (name) => name, get: () => object }
const log = { info: () => {}, warn: () => {}, error: () => {} }

const paths = {
  /** Launches a browser and dies before it is reported. */
  '/die': async ({ BROWSER }) => {
    const { type } = await ask({ lane: 'bulk', patienceMs: 0, connected: [], limits, alive: null })
    if (type !== 'launch') throw new Error(`the answer is ${type}`)
    return (await puppeteer.acquire(BROWSER)).sessionId
  },
  /** Borrows a slot and returns it. */
  '/take': async ({ BROWSER }) => {
    const slots = new BrowserSlots({ binding: BROWSER, permits, limits, lane: 'bulk', clock, log })
    const slot = await slots.take()
    const id = slot.browser.sessionId()
    await slot.giveBack(false)
    await slots.close()
    return id
  },
  '/sessions': async ({ BROWSER }) => (await puppeteer.sessions(BROWSER)).map(({ sessionId }) => sessionId).sort(),
  '/minute': async () => {
    aheadMs += 60_000
    return aheadMs
  },
}

/** The browsers' desk and its callers in one Worker, with a clock that can be set ahead. */
export default {
  fetch: async (request, env) => Response.json(await paths[new URL(request.url).pathname](env)),
}
