import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElementHandle } from 'puppeteer-core'
import { expect, test } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { ask } from '../../support/stack/stack-client.ts'
import { named, openDashboard, textOf } from './open-dashboard.ts'

const { stack, db, openTab } = await openDashboard(1)

test('the form adds valid logins as records of their pipeline, and names an invalid login', async () => {
  const { page } = await openTab()
  await page.locator(named('link', 'Pipelines')).click()
  await page.locator(named('link', 'Add logins')).click()
  await page.locator(named('textbox', 'Logins')).fill('Octo-Dashboard\nocto--cat')
  await page.locator(named('button', 'Add')).click()
  await page.waitForSelector('.field.is-wrong')
  expect(await textOf(page, '.field.is-wrong .field-note')).toMatch(/^octo--cat: must be a GitHub login/)
  await page.locator(named('textbox', 'Logins')).fill('Octo-Dashboard, octo-2')
  await page.locator(named('button', 'Add')).click()
  await eventually('the page confirms it', async () => (await textOf(page, '.notices'))?.includes('2 added.'))
  await page.evaluate(() => location.assign('#pipelines/records/profiles'))
  await page.locator(named('link', 'octo-dashboard')).click()
  await page.waitForSelector('.record-address a[href="https://github.com/octo-dashboard"]')
})

test('the drawer of an ad shows its text, its landing page and its images', async () => {
  await db.query('delete from creatives')
  const records = [{ url: `${stack.demo}/ads/1` }]
  await ask(stack, 'POST', '/v1/pipelines/creatives/records', { records })
  const { page, faults } = await openTab()
  await page.evaluate(() => location.assign('#pipelines/records/creatives/completed'))
  await page.locator('.record-row a').click()
  await eventually('the page shows both images', async () => (await page.$$('.files img')).length === 2)
  expect(await textOf(page, '.drawer h2')).toMatch(/ at /)
  expect(await textOf(page, '.record-landing')).toContain(`landing page ${stack.demo}/`)
  expect((await textOf(page, '.record-text'))?.length).toBeGreaterThan(10)
  expect(faults).toEqual([])
})

test('the page shows an instance that holds claims, and its button releases them', async () => {
  await db.query(`
    insert into creatives (id, url, status, claimed_from, claimed_by, processing_started_at, lease_expires_at, lease_token, next_attempt_at)
    select 'crv_' || n, 'https://ads.example/' || n, 'processing', 'pending', 'gone-host-7', now() - interval '5 minutes',
      now() + interval '1 hour', 'token', now()
    from generate_series(1, 3) n`)
  const { page, faults } = await openTab()
  await page.locator(named('link', 'Pipelines')).click()
  const row = '.instances tr:has(th[title="gone-host-7"])'
  await page.waitForSelector(row)
  expect(await textOf(page, row)).toMatch(/^gone-host-735 min/)
  await page.locator(named('button', 'Release all claims of gone-host-7')).click()
  await eventually('the page confirms it', async () => (await textOf(page, '.notices'))?.includes('3 claims released.'))
  await eventually('the instance is gone from the page', async () => !(await page.$(row)))
  const { rows } = await db.query("select count(*)::int as held from creatives where claimed_by = 'gone-host-7'")
  expect(rows).toEqual([{ held: 0 }])
  expect(faults).toEqual([])
})

test('the page imports the chosen file and shows how many rows were inserted and rejected', async () => {
  const file = join(stack.home, 'advertisers.csv')
  writeFileSync(file, 'advertiser_id,advertiser_name,country\nAA1,Alpha,AT\nAA2,Beta,DE\n,Nobody,FR\n')
  const { page, faults } = await openTab()
  await page.locator(named('link', 'Imports')).click()
  const input = await page.waitForSelector('input[type="file"]')
  await (input as ElementHandle<HTMLInputElement>).uploadFile(file)
  const shown = (count: string) => async () => (await textOf(page, '.import-row'))?.includes(count)
  await eventually('the import completes', () => page.$('.import-row .dot[title="completed"]'))
  await eventually('the page shows two inserted rows', shown('2 inserted'))
  await eventually('the page shows one rejected row', shown('1 rejected'))
  expect(await page.$(named('button', 'Rejected rows'))).not.toBeNull()
  expect(faults).toEqual([])
})
