import { Configuration, log, PuppeteerCrawler, puppeteerUtils } from '@crawlee/puppeteer'
import puppeteer from 'puppeteer'
import { blockedAddresses } from '../scrape/readers/blocked-addresses.ts'
import { chromiumOptions } from '../scrape/readers/launch-chromium.ts'
import { extractFrom, requestOf } from '../scrape/readers/read-some.ts'
import { crawlRounds } from './crawl-rounds.mjs'

log.setLevel(log.LEVELS.WARNING)

// `incognito`: a browser context for each page, as in Edgesweep. By default Crawlee's pages share one, with its cache and cookies.
const useIncognitoPages = process.argv[2] === 'incognito'
// Writes nothing to disk, which is faster.
const configuration = new Configuration({ persistStorage: false })

crawlRounds(
  (options, keep, fail) =>
    new PuppeteerCrawler(
      {
        ...options,
        launchContext: { launcher: puppeteer, launchOptions: chromiumOptions(), useIncognitoPages },
        // Browsers stay up between rounds, so that relaunching them is not measured.
        browserPoolOptions: { retireInactiveBrowserAfterSecs: 3600, closeInactiveBrowserAfterSecs: 3600 },
        preNavigationHooks: [
          async ({ page }, gotoOptions) => {
            gotoOptions.waitUntil = 'domcontentloaded'
            await puppeteerUtils.blockRequests(page, { urlPatterns: blockedAddresses })
          },
        ],
        async requestHandler({ page, request, response }) {
          const { asked } = request.userData
          const { waitFor } = requestOf(asked)
          if (waitFor) await page.waitForSelector(waitFor)
          const body = await page.content()
          keep(
            request,
            extractFrom(asked, { url: asked.url, status: response.status(), contentType: 'text/html', body }),
          )
        },
        failedRequestHandler: ({ request }, error) => fail(request, error),
      },
      configuration,
    ),
)
