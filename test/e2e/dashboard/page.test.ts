import { expect, test } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { named, openDashboard, reloadWithout, textOf, tiles } from './open-dashboard.ts'

const outlets = 20
const { stack, openTab } = await openDashboard(outlets)

test('the dashboard shows the key form with the reason when the API does not know the key', async () => {
  const { page } = await openTab(`${stack.api}/#key=esk_wrong`)
  await page.waitForSelector('.key-form .field.is-wrong')
  await page.locator(named('textbox', 'API key')).fill(stack.key)
  await page.locator(named('button', 'Open')).click()
  await eventually('the right key opens the dashboard', async () => (await tiles(page)) === outlets)
})

test('a link with another key does not replace the key of the tab without its consent', async () => {
  const { page } = await openTab()
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.message())
    return dialog.dismiss()
  })
  await page.evaluate(() => location.assign('#key=esk_another'))
  await eventually('the page asks', async () => asked.length === 1)
  expect(asked[0]).toMatch(/another API key/)
  expect(await page.evaluate(() => [sessionStorage.getItem('edgesweep-key'), location.hash])).toEqual([stack.key, ''])
})

test('an address with a broken escape opens the dashboard', async () => {
  const { page } = await openTab(`${stack.api}/#key=${stack.key}`)
  await page.evaluate(() => location.assign('#outlet/%'))
  await page.reload()
  await eventually('all outlets are on the page', async () => (await tiles(page)) === outlets)
})

test('while the API does not answer, the page says so and keeps its data, and the message goes when the API answers', async () => {
  const { page } = await openTab()
  await eventually('all outlets are on the page', async () => (await tiles(page)) === outlets)
  await page.setOfflineMode(true)
  await page.waitForSelector('.trouble button')
  expect(await textOf(page, '.trouble')).toContain('The API cannot be reached. The data shown is from ')
  expect(await tiles(page)).toBe(outlets)
  await page.setOfflineMode(false)
  await page.locator('.trouble button').click()
  await eventually('the banner goes', async () => !(await page.$('.trouble button')))
})

test.each([400, 800, 950, 1280])(
  'no link or button of the page head moves when the health report arrives, in a window %i pixels wide',
  async (width) => {
    const { page } = await openTab()
    await page.setViewport({ width, height: 800 })
    const releaseHealth = await reloadWithout(page, (url) => url.endsWith('/health'))
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
    releaseHealth()
    await page.waitForSelector('.health li .number')
    expect(await places()).toEqual(before)
  },
)

test.each(['overview', 'pipelines', 'imports'])(
  'the dashboard page %s needs no sideways scrolling in a window 400 pixels wide',
  async (name) => {
    const { page } = await openTab()
    await page.setViewport({ width: 400, height: 800 })
    await page.evaluate((to) => location.assign(`#${to}`), name)
    await page.waitForSelector(`.page-head:has(a[href="#${name}"][aria-current]) + main .panel`)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400)
  },
)

test.each([400, 1280])('the dashboard needs no sideways scrolling in a window %i pixels wide', async (width) => {
  const { page } = await openTab()
  await page.setViewport({ width, height: 800 })
  await eventually('all outlets are on the page', async () => (await tiles(page)) === outlets)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
})
