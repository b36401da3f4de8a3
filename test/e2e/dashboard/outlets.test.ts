import { expect, test } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { ask } from '../../support/stack/stack-client.ts'
import { named, openDashboard, reloadWithout, textOf, tiles } from './open-dashboard.ts'

const outlets = 20
const { stack, db, openTab } = await openDashboard(outlets)

test('the printed address opens the dashboard with all outlets and removes the key from the address bar', async () => {
  const { page, faults } = await openTab()
  await eventually('all outlets are on the page', async () => (await tiles(page)) === outlets)
  expect(page.url()).toBe(`${stack.api}/`)
  for (const lane of ['live', 'interactive', 'bulk']) await page.waitForSelector(named('article', `Lane ${lane}`))
  await eventually('a sweep has ended', () => page.$('.sweep-history li[class]'))
  await eventually('the page shows a delivery', () => page.$('.delivery-row .dot.tone-ok'))
  await page.waitForSelector('.connection-bars li')
  await page.reload()
  await eventually('the tab kept the key', async () => (await tiles(page)) === outlets)
  expect(faults).toEqual([])
})

test('the refresh button of an outlet brings fresh values', async () => {
  const { page, faults } = await openTab()
  await page.locator('.tile').click()
  await page.locator(named('button', 'Refresh')).click()
  await eventually('the refresh has ended', async () => (await textOf(page, '.live-job')).includes('Refreshed in'))
  expect(await textOf(page, '.outlet-line')).toMatch(/seen \d s ago/)
  expect(faults).toEqual([])
})

test('the filter starts a sweep of the shown outlets alone, and a re-extraction of that sweep finds no difference', async () => {
  const { page } = await openTab()
  await page.waitForSelector('.tile')
  const { body } = await ask(stack, 'GET', '/v1/outlets')
  const { id, name } = body.data.find((outlet: { online: boolean }) => outlet.online)
  await page.locator(named('searchbox', 'Find an outlet by name or site')).fill(name)
  await eventually('the page shows only that outlet', async () => (await tiles(page)) === 1)
  await eventually('the sweep has started', async () => {
    // The API refuses while another sweep holds the outlet.
    await page.locator('.outlet-filter > button').click()
    return (await textOf(page, '.notices'))?.includes('has started')
  })
  const sweep = await eventually('the sweep ends', async () => {
    const { body } = await ask(stack, 'GET', '/v1/sweeps?limit=5')
    return body.data.find((one: { outlets: number; status: string }) => one.outlets === 1 && one.status !== 'running')
  })
  await page.locator(`.sweep-history a[href="#sweep/${sweep.id}"]`).click()
  await page.locator(named('button', 'Extract again')).click()
  await page.locator(`.job-items a[href="#outlet/${id}"]`).wait()
  expect(await textOf(page, '.job-items .item-facts')).toMatch(/: 0 differ · [1-9]\d* unchanged$/)
})

test('the dashboard finds a quarantined outlet by its filter, accepts its next extraction, and saves its settings', async () => {
  const quarantine = { reason: '9 of 9 items vanished', listed: 9, vanished: 9, unpriced: 0, accepted: false }
  const { rows } = await eventually('no sweep holds the outlet', async () => {
    const held = await db.query(
      `update outlets set enabled = false, quarantined_at = now(), quarantine = $1
       where id = (select max(id) from outlets) and coalesce(sweep_lease_expires_at <= now(), true)
       returning id`,
      [quarantine],
    )
    return held.rows[0] && held
  })
  const { page } = await openTab()
  await page.locator(named('button', '1 held back')).click()
  await page.locator('.tile .held-sign').click()
  await page.locator(named('button', 'Accept the next extraction')).click()
  await eventually('the page confirms it', async () => (await textOf(page, '.quarantine')).includes('will be accepted'))
  await page.locator('.outlet-settings summary').click()
  await page.locator(named('spinbutton', 'Seconds between sweeps')).fill('1')
  await page.locator(named('button', 'Save')).click()
  await page.waitForSelector('.field.is-wrong [name="interval_seconds"]')
  await page.locator(named('spinbutton', 'Seconds between sweeps')).fill('90')
  await page.locator(named('checkbox', 'Sweep when due')).click()
  await page.locator(named('button', 'Save')).click()
  await eventually('the settings are saved', async () => (await textOf(page, '.notices'))?.includes('are saved'))
  const { body } = await ask(stack, 'GET', `/v1/outlets/${rows[0].id}`)
  expect(body).toMatchObject({ interval_seconds: 90, enabled: true })
})

test('the drawer of an unknown outlet says that there is none, and offers nothing to do', async () => {
  const { page } = await openTab()
  await page.waitForSelector('.tile')
  await page.goto(`${stack.api}/#outlet/out_nope`)
  await page.waitForSelector('.drawer .empty')
  expect(await textOf(page, '.drawer .empty')).toContain('out_nope')
  expect(await page.$$eval('.drawer button', (buttons) => buttons.map((one) => one.ariaLabel))).toEqual(['Close'])
})

test('the form for a new outlet shows the reason of a refusal at the field concerned', async () => {
  const { page } = await openTab()
  await page.locator(named('link', 'Add outlet')).click()
  await page.locator(named('textbox', 'Name')).fill('Router')
  await page.locator(named('textbox', 'Address')).fill('http://192.168.0.1/')
  await page.locator(named('button', 'Add')).click()
  const wrong = await page.waitForSelector('.field.is-wrong')
  expect(await wrong!.$eval('label', (label) => label.textContent)).toBe('Address')
  expect(await wrong!.$eval('.field-note', (note) => note.textContent)).toMatch(/192\.168\.0\.1/)
})

test.each([400, 1280])('no outlet moves when the trends arrive, in a window %i pixels wide', async (width) => {
  const { page } = await openTab()
  await page.setViewport({ width, height: 800 })
  const releaseTrends = await reloadWithout(page, (url) => url.includes('/v1/trends'))
  const places = () =>
    page.$$eval('.tile', (found) =>
      found.map((tile) => {
        const { x, y, width, height } = tile.getBoundingClientRect()
        // Panels above may still arrive on a busy machine, and move the whole panel.
        const panel = tile.closest('.panel')!.getBoundingClientRect()
        return [x - panel.x, y - panel.y, width, height]
      }),
    )
  await page.waitForSelector('.tile')
  expect(await page.$('.tile .status-strip i')).toBeNull()
  const before = await places()
  releaseTrends()
  await page.waitForSelector('.tile .status-strip i')
  expect(await places()).toEqual(before)
})
