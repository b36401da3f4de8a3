import { noUsage } from '@edgesweep/core/endings/usage.ts'
import { extractOutlet } from '@edgesweep/core/outlet/extract-outlet.ts'
import { reextractOutlet } from '@edgesweep/core/outlet/reextract-outlet.ts'
import type { OutletContext } from '@edgesweep/core/outlet/scan-outlet.ts'
import { sha256Hex } from '@edgesweep/core/sha256.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { PagesAtHand } from '@edgesweep/core/visit/pages-at-hand.ts'
import { readOutletPages } from '@edgesweep/db/queries/page/read.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { fileContext } from '../../../support/file-context.ts'
import { serve } from '../../../support/serve.ts'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { rowsOf, someOutlet } from '../../db/some.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()
const wanted = { job: { id: 'job_1', keyId: 'key_1', submittedAt: 0 }, files: [] }
const options = {
  item: 'li',
  fields: { key: { attr: 'id' }, name: { css: 'b' }, price: { css: 'i' } },
  next: 'a',
  currency: 'EUR',
}
const dish = (id: string, name: string, price: string, was = '9,99') =>
  `<li id="${id}"><b>${name}</b><i>${price}</i><s>${was}</s></li>`
const menu = {
  '/menu': `<ul>${dish('1', 'Soup', '5,90')}${dish('2', 'St\u0000ew', '7,20')}</ul><a href="/menu?page=2">more</a>`,
  '/menu?page=2': `<ul>${dish('3', 'Tea', '–')}</ul>`,
}

/** An outlet that the site `selectors` reads from changeable pages, and functions to sweep it. */
async function world(pages: Record<string, string> = { ...menu }, put?: OutletContext['files']['put']) {
  let requests = 0
  const { host, origin } = await serve((request, response) => {
    requests += 1
    const body = pages[request.url!]
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/html' }).end(body)
  })
  const outletId = await someOutlet(db, { site: 'selectors', url: `${origin}/menu`, options })
  const files = { ...inMemoryFiles(), ...(put && { put }) }
  const warnings: string[] = []
  const ctx: OutletContext = {
    ...fileContext({ db, files, hosts: [host] }),
    log: { info: () => {}, warn: (event) => warnings.push(event), error: () => {} },
    wakes: { files: async () => {} },
    atHand: new PagesAtHand(systemClock),
    renderer: {
      close: async () => {},
      render: async ({ url }) => ({
        status: 200,
        retryAfterMs: null,
        page: { url, status: 200, contentType: 'text/html', body: pages.rendered ?? '' },
      }),
    },
  }
  const known = async () => {
    const rows = [...(await rowsOf(db, 'items', 'id')), ...(await rowsOf(db, 'snapshots', 'item_id, observed_at'))]
    return rows.filter((row) => row.outlet_id === outletId)
  }
  return {
    outletId,
    files,
    pages,
    warnings,
    known,
    requests: () => requests,
    sweep: (sweepId: string) => extractOutlet(ctx, { outletId, sweepId }, wanted, 'bulk', noUsage()),
    again: (sweepId: string) => reextractOutlet(ctx, { outletId, sweepId }),
    repair: (changes: object) =>
      runStatement(
        db,
        'repair',
        sql`update outlets set options = ${JSON.stringify({ ...options, ...changes })}::jsonb where id = ${outletId}`,
      ),
  }
}

test("a sweep's pages are kept by day and content hash, and reading them again gives the recorded items", async () => {
  const { outletId, files, sweep, again, known, requests } = await world()
  await sweep('swp_1')
  const kept = await readOutletPages(db, { outletId, sweepId: 'swp_1' })
  const day = kept[0]!.observedAt.slice(0, 10)
  const names = await Promise.all(
    Object.values(menu).map(async (body) => `sweep-pages/${day}/${await sha256Hex(body)}`),
  )
  expect(kept.map(({ file }) => file)).toEqual(names)
  expect([...files.stored.keys()].sort()).toEqual(names.sort())
  const before = await known()
  expect(await again('swp_1')).toEqual({
    outlet_id: outletId,
    observed_at: kept[0]!.observedAt,
    pages: 2,
    items: 3,
    unchanged: 3,
    unknown: 0,
    differences: [],
    left_out: 0,
  })
  expect(await known()).toEqual(before)
  expect(requests(), 'nothing was fetched again').toBe(2)
})

test('a site that reads differently now shows each changed field and records nothing', async () => {
  const { sweep, again, repair, known } = await world()
  await sweep('swp_1')
  const before = await known()
  await repair({ fields: { ...options.fields, price: { css: 's' } } })
  const price = (minor: number) => ({ minor, currency: 'EUR' })
  expect((await again('swp_1')).differences).toEqual([
    { key: 'key:1', name: 'Soup', field: 'price', was: price(590), now: price(999) },
    { key: 'key:2', name: expect.stringContaining('ew'), field: 'price', was: price(720), now: price(999) },
    { key: 'key:3', name: 'Tea', field: 'price', was: null, now: price(999) },
  ])
  expect(await known()).toEqual(before)
})

test('an unreadable page is kept and shows the items that a repaired site finds in it', async () => {
  const { sweep, again, repair } = await world({ '/menu': '<ol><p id="1"><b>Soup</b><i>5,90</i></p></ol>' })
  await expect(sweep('swp_1')).rejects.toThrow('nothing matched "li"')
  await expect(again('swp_1')).rejects.toThrow('nothing matched "li"')
  await repair({ item: 'p' })
  expect(await again('swp_1')).toMatchObject({
    items: 1,
    differences: [{ key: 'key:1', name: 'Soup', field: 'listed', was: false, now: true }],
  })
})

test('items are compared with their state at the time of the sweep, and are unknown when that state is no longer stored', async () => {
  const { outletId, pages, sweep, again } = await world()
  await sweep('swp_1')
  pages['/menu'] = `<ul>${dish('1', 'Soup', '6,10')}${dish('4', 'Cake', '3,00')}</ul>`
  await sweep('swp_2')
  for (const sweepId of ['swp_1', 'swp_2']) expect(await again(sweepId)).toMatchObject({ unknown: 0, differences: [] })
  // Two items changed since, one of them by disappearing. The third did not, so it needs no snapshot.
  await runStatement(
    db,
    'forget',
    sql`delete from snapshots s using items i where i.id = s.item_id and s.outlet_id = ${outletId} and s.observed_at < i.changed_at`,
  )
  expect(await again('swp_1')).toMatchObject({ unchanged: 0, unknown: 3, differences: [] })
  expect(await again('swp_2')).toMatchObject({ unchanged: 2, unknown: 0, differences: [] })
})

test('when a page is read without a browser and then with one, both are kept and the second is used', async () => {
  const rendered = `<ul>${dish('1', 'Soup', '5,90')}</ul>`
  const { outletId, sweep, again, repair } = await world({ '/menu': '<ul><li id="1"><b>Soup</b></li></ul>', rendered })
  await repair({ render: 'if-missing' })
  await sweep('swp_1')
  const kept = await readOutletPages(db, { outletId, sweepId: 'swp_1' })
  expect(kept.map(({ via }) => via)).toEqual(['fetch', 'render'])
  expect(await again('swp_1')).toMatchObject({ pages: 2, unchanged: 1, differences: [] })
})

test('a bucket that refuses pages does not stop an extraction', async () => {
  const { sweep, again, warnings } = await world({ ...menu }, () =>
    Promise.reject(new Error('the bucket does not answer')),
  )
  expect(await sweep('swp_1')).toMatchObject({ recorded: true, added: 3 })
  expect(warnings).toEqual(['pages.not_kept'])
  await expect(again('swp_1')).rejects.toThrow('the pages that swp_1 read of')
})

test('a page that the site requests now and the sweep did not read is named', async () => {
  const { sweep, again, repair } = await world()
  await sweep('swp_1')
  await runStatement(db, 'forget', sql`delete from outlet_pages where sweep_id = 'swp_1' and place = 1`)
  await expect(again('swp_1')).rejects.toThrow(/requests http:.*\/menu\?page=2, which the sweep did not read/)
  await repair({ next: undefined })
  expect((await again('swp_1')).differences).toMatchObject([{ key: 'key:3', field: 'listed', was: true, now: false }])
})
