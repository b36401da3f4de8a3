import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromeCommand } from '@edgesweep/infra/local/chromium.ts'
import pg from 'pg'
import puppeteer, { type Browser, type ElementHandle, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { type Stack, startStack } from '../support/stack.ts'
import { ask, endedJob } from './stack-client.ts'

const outlets = 12

let stack: Stack
let browser: Browser

beforeAll(async () => {
  stack = await startStack({ outlets })
  browser = await puppeteer.launch({
    executablePath: chromeCommand({ cache: join(stack.home, 'cache') }),
    args: ['--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })
})
afterAll(async () => {
  await browser?.close()
  await stack?.[Symbol.asyncDispose]()
})

/** A tab of its own, without another's key, and what goes wrong in it: errors, refusals by the policy, requests to elsewhere. */
async function openTab(address: string): Promise<{ page: Page; faults: string[] }> {
  const page = await (await browser.createBrowserContext()).newPage()
  page.setDefaultTimeout(30_000)
  const faults: string[] = []
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  page.on('pageerror', (error) => faults.push(String(error)))
  const isOwn = (url: string) => url.startsWith(stack.api) || url.startsWith(`blob:${stack.api}`)
  page.on('request', (request) => !isOwn(request.url()) && faults.push(`asked ${request.url()}`))
  await page.setViewport({ width: 1280, height: 900 })
  await page.goto(address)
  return { page, faults }
}

const named = (role: string, name: string) => `::-p-aria([name="${name}"][role="${role}"])`

const textOf = (page: Page, selector: string) => page.$eval(selector, (element) => element.textContent)

const tiles = (page: Page) => page.$$eval('.tile', (found) => found.length)

test('the address that the start prints opens the dashboard with all outlets, and the key leaves the address bar', async () => {
  const { page, faults } = await openTab(stack.dashboard)
  await eventually('all outlets are on the page', async () => (await tiles(page)) === outlets)
  expect(page.url()).toBe(`${stack.api}/`)
  for (const lane of ['live', 'interactive', 'bulk']) await page.waitForSelector(named('article', `Lane ${lane}`))
  await eventually('a sweep has ended', () => page.$('.sweep-history li[class]'), { within: 60_000 })
  await eventually('a delivery is seen', () => page.$('.delivery-row .dot.tone-ok'))
  await page.waitForSelector('.connection-bars li')
  await page.reload()
  await eventually('the tab kept the key', async () => (await tiles(page)) === outlets)
  expect(faults).toEqual([])
})

test('a cart that is submitted in the page is watched until it has offers for each term', async () => {
  const { page, faults } = await openTab(stack.dashboard)
  await page.locator(named('link', 'Price a cart')).click()
  await page.locator(named('textbox', 'What to look for')).fill('milk, bread')
  await page.locator(named('textbox', 'ZIP code')).fill('10001')
  await page.locator(named('button', 'Find prices')).click()
  await eventually('the cart completes', async () => (await textOf(page, '.job-progress')).includes('completed2 of 2'))
  await eventually('both terms have offers', async () => (await page.$$('.job-items > li:has(.price)')).length === 2)
  expect(await textOf(page, '.offers .price')).toMatch(/^\$\d+\.\d\d$/)
  expect(faults).toEqual([])
})

test('a refresh of an outlet ends with fresh values', async () => {
  const { page, faults } = await openTab(stack.dashboard)
  await page.locator('.tile').click()
  await page.locator(named('button', 'Refresh')).click()
  await eventually('it is fresh', async () => (await textOf(page, '.live-job')).includes('Fresh, in'))
  expect(await textOf(page, '.outlet-line')).toMatch(/seen \d s ago/)
  expect(faults).toEqual([])
})

test('what the filter shows is swept alone, and its pages give the same again', async () => {
  const { page } = await openTab(stack.dashboard)
  await page.waitForSelector('.tile')
  const { body } = await ask(stack, 'GET', '/v1/outlets')
  const { id, name } = body.data.find((outlet: { online: boolean }) => outlet.online)
  await page.locator(named('searchbox', 'Find an outlet by name or site')).fill(name)
  await eventually('only it is shown', async () => (await tiles(page)) === 1)
  await eventually('it is swept', async () => {
    // Refused while another sweep holds it.
    await page.locator('.outlet-filter > button').click()
    return (await textOf(page, '.notices'))?.includes('under way')
  })
  const sweep = await eventually('the sweep ends', async () => {
    const { body } = await ask(stack, 'GET', '/v1/sweeps?limit=5')
    return body.data.find((one: { outlets: number; status: string }) => one.outlets === 1 && one.status !== 'running')
  })
  await page.locator(`.sweep-history a[href="#sweep/${sweep.id}"]`).click()
  await page.locator(named('button', 'Extract again')).click()
  await page.locator(`.job-items a[href="#outlet/${id}"]`).wait()
  expect(await textOf(page, '.job-items .item-facts')).toMatch(/: 0 differ · [1-9]\d* alike$/)
})

test('an outlet that is held back is found by its filter, taken as it is, and set otherwise', async () => {
  const db = new pg.Client({ connectionString: stack.database })
  await db.connect()
  const quarantine = { reason: '9 of 9 items vanished', listed: 9, vanished: 9, unpriced: 0, accepted: false }
  const { rows } = await eventually('no sweep holds it', async () => {
    const held = await db.query(
      `update outlets set enabled = false, quarantined_at = now(), quarantine = $1
       where id = (select max(id) from outlets) and coalesce(sweep_lease_expires_at <= now(), true)
       returning id`,
      [quarantine],
    )
    return held.rows[0] && held
  })
  await db.end()
  const { page } = await openTab(stack.dashboard)
  await page.locator(named('button', '1 held back')).click()
  await page.locator('.tile .held-sign').click()
  await page.locator(named('button', 'Take it as it is')).click()
  await eventually('it says so', async () => (await textOf(page, '.quarantine')).includes('is taken as it is'))
  await page.locator('.outlet-settings summary').click()
  await page.locator(named('spinbutton', 'Seconds between sweeps')).fill('1')
  await page.locator(named('button', 'Save')).click()
  await page.waitForSelector('.field.is-wrong [name="interval_seconds"]')
  await page.locator(named('spinbutton', 'Seconds between sweeps')).fill('90')
  await page.locator(named('checkbox', 'Sweep it when it is due')).click()
  await page.locator(named('button', 'Save')).click()
  await eventually('it is saved', async () => (await textOf(page, '.notices'))?.includes('are saved'))
  const { body } = await ask(stack, 'GET', `/v1/outlets/${rows[0].id}`)
  expect(body).toMatchObject({ interval_seconds: 90, enabled: true })
})

test('a job is cancelled by the button in its row', async () => {
  const items = Array.from({ length: 100 }, (_, n) => `term ${n}`)
  const { page, faults } = await openTab(stack.dashboard)
  const { body } = await ask(stack, 'POST', '/v1/jobs', { kind: 'cart', items, zipcode: '10001' })
  await page.locator(named('button', 'Cancel this cart')).click()
  expect(await eventually('the cart ends', () => endedJob(stack, body.id))).toMatchObject({ status: 'cancelled' })
  await eventually('the row says so', () => page.$(`.job-row:has(a[href="#job/${body.id}"]) .dot[title="cancelled"]`))
  expect(faults).toEqual([])
})

test('a failed cart is retried from its drawer and completes, and offers no retry then', async () => {
  const trouble = (method: string, body?: object) =>
    fetch(`${stack.demo}/_town/trouble`, { method, ...(body && { body: JSON.stringify(body) }) })
  await trouble('POST', { status: 404, path: '/search' })
  const { body } = await ask(stack, 'POST', '/v1/jobs', { kind: 'cart', items: ['tea', 'rice'], zipcode: '10001' })
  const ended = await eventually('the cart ends', () => endedJob(stack, body.id)).finally(() => trouble('DELETE'))
  expect(ended).toMatchObject({ status: 'failed', dead: false, failed: 2 })
  const { page, faults } = await openTab(stack.dashboard)
  await page.locator(named('button', 'failed')).click()
  await page.locator(`.job-row a[href="#job/${body.id}"]`).click()
  await page.locator(named('button', 'Retry failed items')).click()
  await eventually('it completes', async () => (await textOf(page, '.job-progress')).includes('completed2 of 2'))
  await eventually('both terms have offers', async () => (await page.$$('.job-items > li:has(.price)')).length === 2)
  expect(await page.$('.run-again')).toBeNull()
  expect(faults).toEqual([])
})

test.each([
  ['by its events, though its items can be read only once', 'results', 1],
  ['by polling, though no stream opens', 'stream-token', 0],
])('the items of a running cart turn %s', async (_, refused, allowed) => {
  // So many that the page, too, is there before they have ended.
  const items = Array.from({ length: 28 }, (_, n) => `${refused} ${n}`)
  const { page } = await openTab(stack.dashboard)
  const { body } = await ask(stack, 'POST', '/v1/jobs', { kind: 'cart', items, zipcode: '10001' })
  const isRunning = async () => (await ask(stack, 'GET', `/v1/jobs/${body.id}`)).body.status === 'running'
  await eventually('the cart runs', isRunning, { every: 20 })
  let asked = 0
  await page.setRequestInterception(true)
  page.on('request', (request) => {
    const isRefused = request.url().includes(`${body.id}/${refused}`) && asked++ >= allowed
    void (isRefused ? request.abort() : request.continue())
  })
  await page.evaluate((id) => location.assign(`#job/${id}`), body.id)
  const turned = async () => (await page.$$('.job-items .dot[title="completed"]')).length
  await page.waitForSelector('.job-items .dot')
  expect(await turned()).toBeLessThan(items.length)
  await eventually('all items have turned', async () => (await turned()) === items.length)
})

test('a cart in a long line shows its place and when it is likely to end, until it begins', async () => {
  const jobs = Array.from({ length: 60 }, (_, n) => ({
    kind: 'cart',
    items: [`line ${n}`, `queue ${n}`],
    zipcode: '10001',
  }))
  const { page, faults } = await openTab(stack.dashboard)
  const { body } = await ask(stack, 'POST', '/v1/jobs/batch', { jobs })
  const { id } = body.jobs.at(-1)
  await page.evaluate((job) => location.assign(`#job/${job}`), id)
  await page.waitForSelector('.job-place')
  const [, place] = /^(\d+)(?:st|nd|rd|th) of yours/.exec((await textOf(page, '.job-place'))!)!
  expect(Number(place)).toBeGreaterThan(10)
  expect(Number(place)).toBeLessThanOrEqual(jobs.length)
  expect(await textOf(page, '.forecast')).toMatch(/^starts in \d.*ends in \d/)
  expect(await textOf(page, '.job-why')).toMatch(/of your jobs in the interactive lane/)
  await eventually('it moves up', async () => {
    const [, now] = /^(\d+)/.exec((await textOf(page, '.job-place'))!)!
    return Number(now) < Number(place)
  })
  await eventually('it completes', async () => (await textOf(page, '.job-progress')).includes('completed2 of 2'))
  expect(await page.$('.job-place')).toBeNull()
  expect(faults).toEqual([])
})

test('an outlet that the API refuses has the reason at its field', async () => {
  const { page } = await openTab(`${stack.dashboard}`)
  await page.locator(named('link', 'Add outlet')).click()
  await page.locator(named('textbox', 'Name')).fill('Router')
  await page.locator(named('textbox', 'Address')).fill('http://192.168.0.1/')
  await page.locator(named('button', 'Add')).click()
  const wrong = await page.waitForSelector('.field.is-wrong')
  expect(await wrong!.$eval('label', (label) => label.textContent)).toBe('Address')
  expect(await wrong!.$eval('.field-note', (note) => note.textContent)).toMatch(/192\.168\.0\.1/)
})

test('a key that the API does not know leads to the form, with the reason', async () => {
  const { page } = await openTab(`${stack.api}/#key=esk_wrong`)
  await page.waitForSelector('.key-form .field.is-wrong')
  await page.locator(named('textbox', 'API key')).fill(stack.key)
  await page.locator(named('button', 'Open')).click()
  await eventually('the right key opens it', async () => (await tiles(page)) === outlets)
})

test('while the API does not answer, the page says so and keeps what it knew; then it goes on', async () => {
  const { page } = await openTab(stack.dashboard)
  await eventually('all outlets are on the page', async () => (await tiles(page)) === outlets)
  await page.setOfflineMode(true)
  await page.waitForSelector('.trouble button')
  expect(await textOf(page, '.trouble')).toContain('The API cannot be reached. What you see is from ')
  expect(await tiles(page)).toBe(outlets)
  await page.setOfflineMode(false)
  await page.locator('.trouble button').click()
  await eventually('the banner goes', async () => !(await page.$('.trouble button')))
})

test('logins that are added become records of their pipeline, and one that cannot be is named', async () => {
  const { page } = await openTab(stack.dashboard)
  await page.locator(named('link', 'Pipelines')).click()
  await page.locator(named('link', 'Add logins')).click()
  await page.locator(named('textbox', 'Logins')).fill('Octo-Dashboard\nocto--cat')
  await page.locator(named('button', 'Add')).click()
  await page.waitForSelector('.field.is-wrong')
  expect(await textOf(page, '.field.is-wrong .field-note')).toMatch(/^octo--cat: must be a GitHub login/)
  await page.locator(named('textbox', 'Logins')).fill('Octo-Dashboard, octo-2')
  await page.locator(named('button', 'Add')).click()
  await eventually('it says so', async () => (await textOf(page, '.notices'))?.includes('2 added.'))
  await page.evaluate(() => location.assign('#pipelines/records/profiles'))
  await page.locator(named('link', 'octo-dashboard')).click()
  await page.waitForSelector('.record-address a[href="https://github.com/octo-dashboard"]')
})

test('an ad that was read is opened from its list, with its text, where it leads and its images', async () => {
  const records = [{ url: `${stack.demo}/ads/1` }]
  await ask(stack, 'POST', '/v1/pipelines/creatives/records', { records })
  const { page, faults } = await openTab(stack.dashboard)
  await page.evaluate(() => location.assign('#pipelines/records/creatives/completed'))
  await page.locator('.record-row a').click()
  await eventually('its images are there', async () => (await page.$$('.files img')).length === 2, { within: 60_000 })
  expect(await textOf(page, '.drawer h2')).toMatch(/ at /)
  expect(await textOf(page, '.record-landing')).toContain(`leads to ${stack.demo}/`)
  expect((await textOf(page, '.record-text'))?.length).toBeGreaterThan(10)
  expect(faults).toEqual([])
})

test('an instance that holds claims is seen, and its claims are released by its button', async () => {
  const db = new pg.Client({ connectionString: stack.database })
  await db.connect()
  await db.query(`
    insert into creatives (id, url, status, claimed_from, claimed_by, processing_started_at, lease_expires_at, lease_token, next_attempt_at)
    select 'crv_' || n, 'https://ads.example/' || n, 'processing', 'pending', 'gone-host-7', now() - interval '5 minutes',
      now() + interval '1 hour', 'token', now()
    from generate_series(1, 3) n`)
  const { page, faults } = await openTab(stack.dashboard)
  await page.locator(named('link', 'Pipelines')).click()
  const row = '.instances tr:has(th[title="gone-host-7"])'
  await page.waitForSelector(row)
  expect(await textOf(page, row)).toMatch(/^gone-host-735 min/)
  await page.locator(named('button', 'Release all claims of gone-host-7')).click()
  await eventually('it says so', async () => (await textOf(page, '.notices'))?.includes('3 records are free again.'))
  await eventually('the instance has none', async () => !(await page.$(row)))
  const { rows } = await db.query("select count(*)::int as held from creatives where claimed_by = 'gone-host-7'")
  expect(rows).toEqual([{ held: 0 }])
  await db.end()
  expect(faults).toEqual([])
})

test('a file that is chosen is imported, and the page shows what became of its rows', async () => {
  const file = join(stack.home, 'advertisers.csv')
  writeFileSync(file, 'advertiser_id,advertiser_name,country\nAR1,Alpha,AT\nAR2,Beta,DE\n,Nobody,FR\n')
  const { page, faults } = await openTab(stack.dashboard)
  await page.locator(named('link', 'Imports')).click()
  const input = await page.waitForSelector('input[type="file"]')
  await (input as ElementHandle<HTMLInputElement>).uploadFile(file)
  const shown = (count: string) => async () => (await textOf(page, '.import-row'))?.includes(count)
  await eventually('it ends', () => page.$('.import-row .dot[title="completed"]'), { within: 60_000 })
  await eventually('two rows went in', shown('2 inserted'))
  await eventually('one did not', shown('1 rejected'))
  expect(await page.$(named('button', 'Rejected rows'))).not.toBeNull()
  expect(faults).toEqual([])
})

test.each([400, 800, 950, 1280])('nothing to click moves when health is known, %i pixels wide', async (width) => {
  const { page } = await openTab(stack.dashboard)
  await page.setViewport({ width, height: 800 })
  await page.setRequestInterception(true)
  const health = Promise.withResolvers<void>()
  page.on('request', async (request) => {
    if (request.url().endsWith('/health')) await health.promise
    await request.continue()
  })
  await page.reload()
  const places = () =>
    page.$$eval('.page-head :is(a, button)', (found) =>
      found.map((element) => [
        element.textContent,
        element.getBoundingClientRect().x,
        element.getBoundingClientRect().y,
      ]),
    )
  await page.waitForSelector('.page-head:not(:has(.health li)) a')
  const before = await places()
  health.resolve()
  await page.waitForSelector('.health li .number')
  expect(await places()).toEqual(before)
})

test.each([400, 1280])('no outlet moves when its last day is known, %i pixels wide', async (width) => {
  const { page } = await openTab(stack.dashboard)
  await page.setViewport({ width, height: 800 })
  await page.setRequestInterception(true)
  const trends = Promise.withResolvers<void>()
  page.on('request', async (request) => {
    if (request.url().includes('/v1/trends')) await trends.promise
    await request.continue()
  })
  await page.reload()
  const places = () =>
    page.$$eval('.tile', (found) => found.map((tile) => JSON.stringify(tile.getBoundingClientRect())))
  await page.waitForSelector('.tile')
  expect(await page.$('.tile .status-strip i')).toBeNull()
  const before = await places()
  trends.resolve()
  await page.waitForSelector('.tile .status-strip i')
  expect(await places()).toEqual(before)
})

test.each(['overview', 'pipelines', 'imports'])(
  'the page %s needs no sideways scrolling 400 pixels wide',
  async (name) => {
    const { page } = await openTab(stack.dashboard)
    await page.setViewport({ width: 400, height: 800 })
    await page.evaluate((to) => location.assign(`#${to}`), name)
    await page.waitForSelector(`.page-head:has(a[href="#${name}"][aria-current]) + main .panel`)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400)
  },
)

test.each([400, 1280])('a window %i pixels wide needs no sideways scrolling', async (width) => {
  const { page } = await openTab(stack.dashboard)
  await page.setViewport({ width, height: 800 })
  await eventually('all outlets are on the page', async () => (await tiles(page)) === outlets)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
})
