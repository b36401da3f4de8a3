import { expect, test } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { ask, endedJob } from '../../support/stack/stack-client.ts'
import { named, openDashboard, textOf } from './open-dashboard.ts'

const { stack, openTab } = await openDashboard(1)

test('the dashboard submits a cart and follows it until each term has offers', async () => {
  const { page, faults } = await openTab()
  await page.locator(named('link', 'Price a cart')).click()
  await page.locator(named('textbox', 'Search terms')).fill('milk, bread')
  await page.locator(named('textbox', 'ZIP code')).fill('10001')
  await page.locator(named('button', 'Find prices')).click()
  await eventually('the cart completes', async () => (await textOf(page, '.job-progress')).includes('completed2 of 2'))
  await eventually('both terms have offers', async () => (await page.$$('.job-items > li:has(.price)')).length === 2)
  expect(await textOf(page, '.offers .price')).toMatch(/^\$\d+\.\d\d$/)
  expect(faults).toEqual([])
})

test('the button in the row of a job cancels the job', async () => {
  const items = Array.from({ length: 100 }, (_, n) => `term ${n}`)
  const { page, faults } = await openTab()
  const { body } = await ask(stack, 'POST', '/v1/jobs', { kind: 'cart', items, zipcode: '10001' })
  await page.locator(named('button', 'Cancel this cart')).click()
  expect(await eventually('the cart ends', () => endedJob(stack, body.id))).toMatchObject({ status: 'cancelled' })
  await eventually('the row shows cancelled', () =>
    page.$(`.job-row:has(a[href="#job/${body.id}"]) .dot[title="cancelled"]`),
  )
  expect(faults).toEqual([])
})

test('a failed cart completes after a retry from its drawer, and then offers no retry', async () => {
  const trouble = (method: string, body?: object) =>
    fetch(`${stack.demo}/_town/trouble`, { method, ...(body && { body: JSON.stringify(body) }) })
  await trouble('POST', { status: 404, path: '/search' })
  const { body } = await ask(stack, 'POST', '/v1/jobs', { kind: 'cart', items: ['tea', 'rice'], zipcode: '10001' })
  const ended = await eventually('the cart ends', () => endedJob(stack, body.id)).finally(() => trouble('DELETE'))
  expect(ended).toMatchObject({ status: 'failed', dead: false, failed: 2 })
  const { page, faults } = await openTab()
  await page.locator(named('button', 'failed')).click()
  await page.locator(`.job-row a[href="#job/${body.id}"]`).click()
  await page.locator(named('button', 'Retry failed items')).click()
  await eventually('the cart completes', async () => (await textOf(page, '.job-progress')).includes('completed2 of 2'))
  await eventually('both terms have offers', async () => (await page.$$('.job-items > li:has(.price)')).length === 2)
  expect(await page.$('.run-again')).toBeNull()
  expect(faults).toEqual([])
})

test.each([
  ['its events, even if its items can be read only once', 'results', 1],
  ['polling, even if no stream opens', 'stream-token', 0],
])('the dashboard updates the items of a running cart by %s', async (_, refused, allowed) => {
  // So many items that the page opens before they have ended.
  const items = Array.from({ length: 60 }, (_, n) => `${refused} ${n}`)
  const { page } = await openTab()
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
  const seen = await page.$eval('.drawer', (drawer) => {
    const rows = drawer.querySelectorAll('.job-items .dot[title="completed"]').length
    return { rows, head: drawer.querySelector('.job-progress')!.textContent }
  })
  expect(seen.head, 'the head counts the rows below it').toContain(`${seen.rows} of ${items.length}`)
  await eventually('all items show completed', async () => (await turned()) === items.length)
})

test('a cart in a long line shows its place and the forecast of its end until it begins', async () => {
  const jobs = Array.from({ length: 60 }, (_, n) => ({
    kind: 'cart',
    items: [`line ${n}`, `queue ${n}`],
    zipcode: '10001',
  }))
  const { page, faults } = await openTab()
  const { body } = await ask(stack, 'POST', '/v1/jobs/batch', { jobs })
  const { id } = body.jobs.at(-1)
  await page.evaluate((job) => location.assign(`#job/${job}`), id)
  await page.waitForSelector('.job-place')
  const [, place] = /^(\d+)(?:st|nd|rd|th) of yours/.exec((await textOf(page, '.job-place'))!)!
  expect(Number(place)).toBeGreaterThan(10)
  expect(Number(place)).toBeLessThanOrEqual(jobs.length)
  expect(await textOf(page, '.forecast')).toMatch(/^starts in \d.*ends in \d/)
  expect(await textOf(page, '.job-why')).toMatch(/of your jobs in the interactive lane/)
  await eventually('the cart moves up', async () => {
    const [, now] = /^(\d+)/.exec((await textOf(page, '.job-place'))!)!
    return Number(now) < Number(place)
  })
  await eventually('the cart completes', async () => (await textOf(page, '.job-progress')).includes('completed2 of 2'))
  expect(await page.$('.job-place')).toBeNull()
  expect(faults).toEqual([])
})
