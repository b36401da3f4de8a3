import { join, resolve } from 'node:path'
import { chromeCommand } from '@edgesweep/infra/local/chromium.ts'
import { openHome } from '@edgesweep/infra/local/home.ts'
import puppeteer from 'puppeteer-core'

const [address, path] = process.argv.slice(2)
if (!address || !path) throw new Error('Usage: node test/docs/take-picture.ts ADDRESS FILE')

/** Takes the picture of a page of a running stack, with the Chromium that a local run of this checkout has prepared. */
const home = openHome(process.env.EDGESWEEP_HOME ?? join(resolve(import.meta.dirname, '../..'), '.edgesweep'))
const browser = await puppeteer.launch({ executablePath: chromeCommand(home) })
try {
  const page = await browser.newPage()
  await page.setViewport({ width: 1280, height: 900 })
  await page.goto(address)
  await page.waitForSelector('.tile')
  await page.waitForNetworkIdle({ concurrency: 2 })
  await page.screenshot({ path: path as `${string}.png` })
} finally {
  await browser.close()
}
