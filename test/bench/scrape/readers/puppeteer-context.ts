import puppeteer from 'puppeteer-core'
import { answerRounds } from './answer-rounds.ts'
import { blockedAddresses } from './blocked-addresses.ts'
import { chromiumOptions } from './launch-chromium.ts'
import { extractFrom, readSome, requestOf } from './read-some.ts'

/** Bare puppeteer with a new browser context for each page, without Edgesweep's guard. */
const browser = await puppeteer.launch(chromiumOptions())

answerRounds((round) =>
  readSome(round, async (asked) => {
    const { url, waitFor } = requestOf(asked)
    const context = await browser.createBrowserContext()
    try {
      const page = await context.newPage()
      const protocol = await page.createCDPSession()
      await protocol.send('Network.enable')
      await protocol.send('Network.setBlockedURLs', { urls: blockedAddresses })
      const response = await page.goto(url, { waitUntil: 'domcontentloaded' })
      if (waitFor) await page.waitForSelector(waitFor)
      const body = await page.content()
      return extractFrom(asked, { url, status: response!.status(), contentType: 'text/html', body })
    } finally {
      await context.close()
    }
  }),
)
