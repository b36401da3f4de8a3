import { noUsage } from '@edgesweep/core/endings/usage.ts'
import { extractOutlet } from '@edgesweep/core/outlet/extract-outlet.ts'
import { type OutletContext, scanOutlet } from '@edgesweep/core/outlet/scan-outlet.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { PagesAtHand } from '@edgesweep/core/visit/pages-at-hand.ts'
import { readOutletItems } from '@edgesweep/db/queries/item/read.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { expect, test } from 'vitest'
import { fileContext } from '../../../support/file-context.ts'
import { serve } from '../../../support/serve.ts'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { rowsOf, someOutlet } from '../../db/some.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()
const wanted = { job: { id: 'job_1', keyId: 'key_1', submittedAt: 0 }, files: [] }

/** An outlet over one page that the test changes, and a function that scans and then extracts it. */
async function world(site: string, options: object | null, page: { body: string }) {
  const { host, origin } = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(page.body)
  })
  const outletId = await someOutlet(db, { site, url: `${origin}/`, options })
  const ctx: OutletContext = {
    ...fileContext({ db, files: inMemoryFiles(), hosts: [host] }),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    wakes: { files: async () => {} },
    atHand: new PagesAtHand(systemClock),
    renderer: { close: async () => {}, render: () => Promise.reject(new Error('there is no browser')) },
  }
  const sweep = async () => {
    const work = { outletId, sweepId: null }
    await scanOutlet(ctx, work, 'bulk', noUsage())
    await extractOutlet(ctx, work, wanted, 'bulk', noUsage())
    return { outlet: (await readOutlet(db, { outletId }))!, items: await readOutletItems(db, { outletId, limit: 9 }) }
  }
  const changes = async () =>
    (await rowsOf(db, 'change_events', 'id')).filter((row) => row.outlet_id === outletId).map(({ kind }) => kind)
  return { sweep, changes }
}

const lamp = (availability: string) =>
  `<script type="application/ld+json">${JSON.stringify({
    ...{ '@context': 'https://schema.org', '@type': 'Product', name: 'Lamp' },
    offers: {
      '@type': 'Offer',
      price: '9.00',
      priceCurrency: 'EUR',
      availability: `https://schema.org/${availability}`,
    },
  })}</script>`

test('a single product that sells out is out of stock, and its outlet stays online', async () => {
  const page = { body: lamp('InStock') }
  const { sweep, changes } = await world('schema-org', null, page)
  await sweep()
  page.body = lamp('OutOfStock')
  const { outlet, items } = await sweep()
  expect(outlet.online).toBe(true)
  expect(items).toMatchObject([{ name: 'Lamp', availability: 'out_of_stock' }])
  expect(await changes()).toEqual(['item.out_of_stock'])
})

test('a single product that is sold out at first sight is an item', async () => {
  const { sweep } = await world('schema-org', null, { body: lamp('SoldOut') })
  const { outlet, items } = await sweep()
  expect(outlet.online).toBe(true)
  expect(items).toMatchObject([{ name: 'Lamp', availability: 'out_of_stock', priceMinor: 900 }])
})

test('an outlet whose page does not say whether it is online has the time of its scan, and its items', async () => {
  const options = { page: { name: { css: 'h1' }, price: { css: 'b', currency: 'EUR' } } }
  const { sweep } = await world('selectors', options, { body: '<h1>Lamp</h1><b>9,00</b>' })
  const { outlet, items } = await sweep()
  expect(outlet.online).toBeNull()
  expect(outlet.lastScannedAt).not.toBeNull()
  expect(items).toMatchObject([{ name: 'Lamp', priceMinor: 900 }])
})
