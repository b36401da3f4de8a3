import { join } from 'node:path'
import { chromeCommand } from '@edgesweep/infra/local/chromium.ts'
import type pg from 'pg'
import puppeteer, { type Page } from 'puppeteer-core'
import { afterAll } from 'vitest'
import { openStack } from '../../support/stack/open-stack.ts'
import type { Stack } from '../../support/stack/stack.ts'

/** The dashboard of a stack, a connection to its database, and a browser that the tests of a file have for themselves. */
export interface Dashboard {
  stack: Stack
  db: pg.Client
  /** A tab of its own, without another's key, and what goes wrong in it: errors, refusals by the policy, requests to elsewhere. */
  openTab(address?: string): Promise<{ page: Page; faults: string[] }>
}

/** @param outlets of the demo town */
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

/** Loads the page anew with the answers to some requests kept back; gives how to let them come. */
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

/** How many outlets are on the page. */
export const tiles = (page: Page) => page.$$eval('.tile', (found) => found.length)
