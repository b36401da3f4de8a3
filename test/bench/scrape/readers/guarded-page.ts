import type { Browser } from '@cloudflare/puppeteer'
import { openPage } from '@edgesweep/cloudflare/browser/open-page.ts'
import { renderPage } from '@edgesweep/cloudflare/browser/render-page.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { startEgress } from '@edgesweep/infra/local/egress/start-egress.ts'
import puppeteer from 'puppeteer-core'
import { answerRounds } from './answer-rounds.ts'
import { chromiumOptions } from './launch-chromium.ts'
import { extractFrom, readSome, requestOf } from './read-some.ts'

/**
 * Edgesweep's own way to open and read pages, in plain Node: bare puppeteer and the guard that checks every request. With the
 * argument `proxy` it also uses the filtering proxy of a local run.
 */
const allowed = [process.env.BENCH_DOMAIN!]
const egress = process.argv[2] === 'proxy' ? await startEgress({ host: '127.0.0.1', port: 0, allowed }) : null
// `@cloudflare/puppeteer` is a fork with the same interface.
const browser = (await puppeteer.launch(chromiumOptions())) as unknown as Browser
const guard = {
  target: { settings: settingsFrom({ ALLOWED_TARGETS: allowed.join(',') }), resolve: async () => [] },
  proxy: egress?.proxy ?? '',
}

answerRounds((round) =>
  readSome(round, async (asked) => {
    const request = requestOf(asked)
    const open = await openPage(browser, guard, request.block)
    try {
      const { page } = await renderPage(open, request)
      return extractFrom(asked, page)
    } finally {
      await open.close()
    }
  }),
)
