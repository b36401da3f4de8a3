import { MissingElement, NoAnswer } from '@edgesweep/core/endings/typed-errors.ts'
import { noUsage } from '@edgesweep/core/endings/usage.ts'
import { extractOutlet } from '@edgesweep/core/outlet/extract-outlet.ts'
import type { OutletContext } from '@edgesweep/core/outlet/scan-outlet.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { PagesAtHand } from '@edgesweep/core/visit/pages-at-hand.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { fileContext } from '../../../support/file-context.ts'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { someOutlet } from '../../db/some.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()
const wanted = { job: { id: 'job_1', keyId: 'key_1', submittedAt: 0 }, files: [] }
const host = '127.0.0.1:8788'
const menu = ['Soup', 'Stew', 'Tea', 'Cake', 'Pie'].map((name) => `<li><b>${name}</b><i>5,90</i></li>`).join('')

/** An outlet whose page a browser reads, and its state after each extraction. `shown` is the page, or the error of rendering it. */
async function world(path: string) {
  const fields = { name: { css: 'b' }, price: { css: 'i' } }
  const options = { item: 'li', fields, currency: 'EUR', render: true, waitFor: 'li' }
  const outletId = await someOutlet(db, { site: 'selectors', url: `http://${host}/${path}`, options })
  let shown: string | Error = menu
  const ctx: OutletContext = {
    ...fileContext({ db, files: inMemoryFiles(), hosts: [host] }),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    wakes: { files: async () => {} },
    atHand: new PagesAtHand(systemClock),
    renderer: {
      close: async () => {},
      render: async ({ url }) => {
        if (shown instanceof Error) throw shown
        return { status: 200, retryAfterMs: null, page: { url, status: 200, contentType: 'text/html', body: shown } }
      },
    },
  }
  const quarantine = async () => {
    const { rows } = await db.execute(
      sql`select quarantined_at is not null as held from outlets where id = ${outletId}`,
    )
    return (rows[0] as { held: boolean }).held
  }
  return {
    quarantine,
    extract: (page: string | Error) => {
      shown = page
      return extractOutlet(ctx, { outletId, sweepId: null }, wanted, 'bulk', noUsage())
    },
  }
}

test('an outlet whose awaited element vanishes goes into quarantine until the element is back, and keeps its items', async () => {
  const { extract, quarantine } = await world('a')
  expect(await extract(menu)).toMatchObject({ items: 5, recorded: true })
  const missing = new MissingElement('the page answered, but nothing on it matched "li" within 10 s')
  await expect(extract(missing)).rejects.toBe(missing)
  expect(await quarantine()).toBe(true)
  expect(await extract(menu)).toMatchObject({ recorded: true, unchanged: 5, removed: 0 })
  expect(await quarantine()).toBe(false)
})

test('a page that does not answer in time begins no quarantine', async () => {
  const { extract, quarantine } = await world('b')
  await extract(menu)
  await expect(extract(new NoAnswer('no answer within 15 s'))).rejects.toThrow('no answer')
  expect(await quarantine()).toBe(false)
})
