import { join } from 'node:path'
import { chromeCommand } from '@edgesweep/infra/local/chromium.ts'
import type pg from 'pg'
import puppeteer, { type Page } from 'puppeteer-core'
import { afterAll } from 'vitest'
import { openStack } from '../../support/stack/open-stack.ts'
import type { Stack } from '../../support/stack/stack.ts'

/** The dashboard of a stack, a connection to its database, and a browser for the tests of one file. */
export interface Dashboard {
  stack: Stack
  db: pg.Client
  /** Opens a tab that shares no key with others. `faults` lists its errors, policy violations and requests to other origins. */
  openTab(address?: string): Promise<{ page: Page; faults: string[] }>
}

/** @param outlets number of outlets in the demo town */
export async function openDashboard(outlets: number): Promise<Dashboard> {
  const { stack, db } = await openStack({ outlets })
  const browser = await puppeteer.launch({
    executablePath: chromeCommand({ cache: join(stack.home, 'cache') }),
    args: ['--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })
  afterAll(() => browser.close())
  const isOwn = (url: string) => url.startsWith(stack.api) || url.startsWith(`blob:${stack.api}`)
  return {
    stack,
    db,
    async openTab(address = stack.dashboard) {
      const page = await (await browser.createBrowserContext()).newPage()
      page.setDefaultTimeout(60_000)
      const faults: string[] = []
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
      page.on('pageerror', (error) => faults.push(String(error)))
      page.on('request', (request) => !isOwn(request.url()) && faults.push(`asked ${request.url()}`))
      await page.setViewport({ width: 1280, height: 900 })
      await page.goto(address)
      return { page, faults }
    },
  }
}

export const named = (role: string, name: string) => `::-p-aria([name="${name}"][role="${role}"])`

export const textOf = (page: Page, selector: string) => page.$eval(selector, (element) => element.textContent)

/** Reloads the page and holds some of its requests back. The returned function lets them continue. */
export async function reloadWithout(page: Page, isKeptBack: (url: string) => boolean): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  await page.setRequestInterception(true)
  page.on('request', async (request) => {
    if (isKeptBack(request.url())) await promise
    await request.continue()
  })
  await page.reload()
  return resolve
}

/** The number of outlets on the page. */
export const tiles = (page: Page) => page.$$eval('.tile', (found) => found.length)
