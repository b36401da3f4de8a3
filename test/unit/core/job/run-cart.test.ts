import { noUsage } from '@edgesweep/core/endings/usage.ts'
import { runCart } from '@edgesweep/core/job/kinds/cart/run-cart.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { expect, test } from 'vitest'
import { WorkerWorld } from '../../../support/worker-world.ts'

test.each([
  [
    'selectors',
    'https://shop.example/',
    'the site "selectors" has no search (SEARCH_SITE); these sites search: demo-town',
  ],
  ['nowhere', 'https://shop.example/', 'there is no site "nowhere" (SEARCH_SITE); these sites search: demo-town'],
  ['', '', 'no site is set (SEARCH_SITE); these sites search: demo-town'],
  ['demo-town', '', 'SEARCH_URL is not set: the site "demo-town" has no address to search'],
])('a cart with SEARCH_SITE "%s" and SEARCH_URL "%s" says which of them is wrong', async (site, url, message) => {
  const settings = settingsFrom({ SEARCH_SITE: site, SEARCH_URL: url })
  const ctx = new WorkerWorld().context({ settings }) as unknown as Parameters<typeof runCart>[0]
  const run = { job: {} as never, lane: 'interactive' as const, usage: noUsage() }
  const work = { type: 'search' as const, term: 'milk', zipcode: '10001', limit: 5 }
  await expect(runCart(ctx, run, work)).rejects.toThrow(message)
})
