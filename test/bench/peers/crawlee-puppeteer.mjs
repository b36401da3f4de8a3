import { Configuration, log, PuppeteerCrawler, puppeteerUtils } from '@crawlee/puppeteer'
import puppeteer from 'puppeteer'
import { blockedAddresses } from '../scrape/readers/blocked-addresses.ts'
import { chromiumOptions } from '../scrape/readers/launch-chromium.ts'
import { extractFrom, requestOf } from '../scrape/readers/read-some.ts'
import { crawlRounds } from './crawl-rounds.mjs'

log.setLevel(log.LEVELS.WARNING)

// `incognito`: a browser context for each page, as Edgesweep has it; by default Crawlee's pages share one, its cache and its cookies.
const useIncognitoPages = process.argv[2] === 'incognito'
// Nothing is written to disk, which is the faster way.
const configuration = new Configuration({ persistStorage: false })

crawlRounds(
  (options, keep, fail) =>
    new PuppeteerCrawler(
      {
        ...options,
        launchContext: { launcher: puppeteer, launchOptions: chromiumOptions(), useIncognitoPages },
        // Between rounds it has nothing to do, and what it would launch anew then is not to be measured.
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
