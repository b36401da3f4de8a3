import puppeteer, { type Browser, type BrowserWorker } from '@cloudflare/puppeteer'
import { openPage } from '@edgesweep/cloudflare/browser/open-page.ts'
import { renderPage } from '@edgesweep/cloudflare/browser/render-page.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { extractFrom, type RoundMessage, readSome, requestOf } from './read-some.ts'

interface Env {
  BROWSER: BrowserWorker
  ALLOWED_TARGETS: string
  BROWSER_PROXY: string
}

/** Edgesweep's renderer inside workerd, without lane, queue, permits and Postgres. One invocation reads a whole round. */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const round = (await request.json()) as RoundMessage
    const browser = await openBrowser(env)
    const guard = {
      target: { settings: settingsFrom({ ALLOWED_TARGETS: env.ALLOWED_TARGETS }), resolve: async () => [] },
      proxy: env.BROWSER_PROXY,
    }
    try {
      const records = await readSome(round, async (asked) => {
        const wanted = requestOf(asked)
        const open = await openPage(browser, guard, wanted.block)
        try {
          const { page } = await renderPage(open, wanted)
          return extractFrom(asked, page)
        } finally {
          await open.close()
        }
      })
      return Response.json({ records })
    } catch (error) {
      return Response.json({ error: error instanceof Error ? String(error.stack) : String(error) })
    } finally {
      await browser.disconnect()
    }
  },
}

/** The session of the previous round, or a new one. */
async function openBrowser({ BROWSER }: Env): Promise<Browser> {
  const [session] = await puppeteer.sessions(BROWSER)
  return session ? puppeteer.connect(BROWSER, session.sessionId) : puppeteer.launch(BROWSER, { keep_alive: 600_000 })
}
