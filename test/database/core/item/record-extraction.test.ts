import { recordExtraction } from '@edgesweep/core/item/record-extraction.ts'
import { listChanges } from '@edgesweep/db/queries/change/list.ts'
import { readOutletItems } from '@edgesweep/db/queries/item/read.ts'
import { readListing } from '@edgesweep/db/queries/item/read-listing.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { runStatement, StatementError } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { observeItems, rowsOf, someItem, someOutlet } from '../../db/some.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()

const changesOf = async (outletId: string) =>
  (await listChanges(db, { outletId, limit: 100 }))
    .map(({ kind, old, new: now }) => ({ kind, old, new: now }))
    .sort((a, b) => a.kind.localeCompare(b.kind))

const rowsOfOutlet = async (table: string, orderBy: string, outletId: string) =>
  (await rowsOf(db, table, orderBy)).filter((row) => row.outlet_id === outletId)

const priced = (minor: number, currency = 'USD') => ({ price: { minor, currency } })

describe('recording the first extraction', () => {
  test('the first extraction stores every item with a snapshot and makes no events', async () => {
    const outletId = await someOutlet(db)
    const result = await observeItems(db, outletId, [
      someItem('a'),
      someItem('b', { priceMinor: null, currency: null }),
    ])
    expect(result).toEqual({
      recorded: true,
      quarantined: false,
      added: 2,
      changed: 0,
      removed: 0,
      unchanged: 0,
      events: 0,
    })
    expect(await readOutletItems(db, { outletId, limit: 10 })).toMatchObject([
      { key: 'a', priceMinor: 100, currency: 'USD', availability: 'in_stock' },
      { key: 'b', priceMinor: null, currency: null },
    ])
    expect(await rowsOfOutlet('snapshots', 'name', outletId)).toMatchObject([
      { name: 'Item a', price_minor: 100, listed: true },
      { name: 'Item b', price_minor: null, listed: true },
    ])
    expect(await changesOf(outletId)).toEqual([])
  })

  test('an extraction leaves the next start of the outlet as its claim set it', async () => {
    const outletId = await someOutlet(db, { intervalSeconds: 600 })
    const before = await readOutlet(db, { outletId })
    await observeItems(db, outletId, [])
    const after = await readOutlet(db, { outletId })
    expect(after!.nextSweepAt).toBe(before!.nextSweepAt)
    expect(after!.lastExtractedAt! < after!.observedAt).toBe(true)
  })

  test('of two extracted items with the same key, the first is stored', async () => {
    const outletId = await someOutlet(db)
    await observeItems(db, outletId, [someItem('a', { name: 'first' }), someItem('a', { name: 'second' })])
    expect(await readOutletItems(db, { outletId, limit: 10 })).toMatchObject([{ name: 'first' }])
  })

  test('names with NUL characters and half surrogates, which Postgres refuses, are cleaned and stored', async () => {
    const outletId = await someOutlet(db)
    await observeItems(db, outletId, [someItem('a', { name: 'milk\u0000 \ud83e' })])
    expect(await readOutletItems(db, { outletId, limit: 10 })).toMatchObject([{ name: 'milk \ufffd' }])
  })
})

describe('recording a further extraction', () => {
  test('an identical extraction writes no item, no snapshot and no event', async () => {
    const outletId = await someOutlet(db)
    const items = [someItem('a', { url: 'https://shop.example/a' }), someItem('b', { availability: null })]
    await observeItems(db, outletId, items)
    const stored = async () => [await itemVersions(outletId), await rowsOfOutlet('snapshots', 'item_id', outletId)]
    const before = await stored()
    const result = await observeItems(db, outletId, items)
    expect(result).toEqual({
      recorded: true,
      quarantined: false,
      added: 0,
      changed: 0,
      removed: 0,
      unchanged: 2,
      events: 0,
    })
    expect(await stored()).toEqual(before)
  })

  test('each kind of change is announced once, with the old and the new value', async () => {
    const outletId = await someOutlet(db)
    await observeItems(db, outletId, [
      someItem('dearer'),
      someItem('gone'),
      someItem('sold-out'),
      someItem('restocked', { availability: 'out_of_stock' }),
      someItem('same'),
    ])
    const result = await observeItems(db, outletId, [
      someItem('dearer', { priceMinor: 120 }),
      someItem('sold-out', { availability: 'out_of_stock' }),
      someItem('restocked'),
      someItem('same'),
      someItem('new'),
    ])
    expect(result).toEqual({
      recorded: true,
      quarantined: false,
      added: 1,
      changed: 3,
      removed: 1,
      unchanged: 1,
      events: 5,
    })
    const facts = (key: string) => ({ name: `Item ${key}`, ...priced(100), availability: 'in_stock' })
    expect(await changesOf(outletId)).toEqual([
      { kind: 'item.added', old: null, new: facts('new') },
      { kind: 'item.back_in_stock', old: { availability: 'out_of_stock' }, new: { availability: 'in_stock' } },
      { kind: 'item.out_of_stock', old: { availability: 'in_stock' }, new: { availability: 'out_of_stock' } },
      { kind: 'item.price_changed', old: priced(100), new: priced(120) },
      { kind: 'item.removed', old: facts('gone'), new: null },
    ])
    expect(await rowsOfOutlet('snapshots', 'observed_at', outletId)).toHaveLength(5 + 5)
  })

  test('an item that vanished stays stored as not listed, and is announced as added when it is listed again', async () => {
    const outletId = await someOutlet(db)
    await observeItems(db, outletId, [someItem('a')])
    await observeItems(db, outletId, [])
    expect(await readOutletItems(db, { outletId, limit: 10 })).toEqual([])
    const again = await observeItems(db, outletId, [someItem('a', { priceMinor: 150 })])
    expect(again).toMatchObject({ added: 1, changed: 0, events: 1 })
    expect((await changesOf(outletId)).map(({ kind }) => kind)).toEqual(['item.added', 'item.removed'])
    expect(await rowsOfOutlet('items', 'id', outletId)).toHaveLength(1)
    expect((await rowsOfOutlet('snapshots', 'observed_at', outletId)).map((row) => row.listed)).toEqual([
      true,
      false,
      true,
    ])
  })

  test('a vanished item is read while its removal waits for confirmation, and later only when the page lists it again', async () => {
    const outletId = await someOutlet(db, { confirmations: 2 })
    const [both, one] = [[someItem('a'), someItem('b')], [someItem('a')]]
    await observeItems(db, outletId, both)
    const stored = await rowsOfOutlet('items', 'key', outletId)
    const keysRead = async (keys: string[]) =>
      (await readListing(db, { outletId, keys }))!.items.map(({ key }) => key).sort()

    expect(await observeItems(db, outletId, one)).toMatchObject({ removed: 1, events: 0 })
    expect(await keysRead([])).toEqual(['a', 'b'])
    expect(await observeItems(db, outletId, one)).toMatchObject({ removed: 0, events: 1 })
    expect(await keysRead([])).toEqual(['a'])
    expect(await keysRead(['c'])).toEqual(['a'])
    expect(await keysRead(['b', 'c'])).toEqual(['a', 'b'])

    expect(await observeItems(db, outletId, both)).toMatchObject({ added: 1, changed: 0, events: 0 })
    expect(await observeItems(db, outletId, both)).toMatchObject({ added: 0, unchanged: 2, events: 1 })
    expect((await changesOf(outletId)).map(({ kind }) => kind)).toEqual(['item.added', 'item.removed'])
    const relisted = { ...stored[1], changed_at: expect.any(String) }
    expect(await rowsOfOutlet('items', 'key', outletId)).toEqual([stored[0], relisted])
  })

  test('an item that stays missing is not removed a second time', async () => {
    const outletId = await someOutlet(db)
    await observeItems(db, outletId, [someItem('a')])
    await observeItems(db, outletId, [])
    expect(await observeItems(db, outletId, [])).toMatchObject({ removed: 0, unchanged: 0, events: 0 })
  })

  test('the same price in another currency is a price change', async () => {
    const outletId = await someOutlet(db)
    await observeItems(db, outletId, [someItem('a')])
    await observeItems(db, outletId, [someItem('a', { currency: 'EUR' })])
    expect(await changesOf(outletId)).toEqual([
      { kind: 'item.price_changed', old: priced(100), new: priced(100, 'EUR') },
    ])
  })

  test('a price or availability that was missing for one observation is compared with its last known value', async () => {
    const outletId = await someOutlet(db)
    const unread = { priceMinor: null, currency: null, availability: null }
    await observeItems(db, outletId, [
      someItem('same'),
      someItem('dearer'),
      someItem('sold-out'),
      someItem('never', unread),
    ])
    const gap = ['same', 'dearer', 'sold-out', 'never'].map((key) => someItem(key, unread))
    expect(await observeItems(db, outletId, gap)).toMatchObject({ changed: 3, unchanged: 1, events: 0 })
    await observeItems(db, outletId, [
      someItem('same'),
      someItem('dearer', { priceMinor: 101 }),
      someItem('sold-out', { availability: 'discontinued' }),
      someItem('never'),
    ])
    expect(await changesOf(outletId)).toEqual([
      { kind: 'item.out_of_stock', old: { availability: 'in_stock' }, new: { availability: 'discontinued' } },
      { kind: 'item.price_changed', old: priced(100), new: priced(101) },
    ])
  })

  test('a new image URL is stored without a snapshot', async () => {
    const outletId = await someOutlet(db)
    await observeItems(db, outletId, [someItem('a')])
    const result = await observeItems(db, outletId, [someItem('a', { imageUrl: 'https://shop.example/a.png' })])
    expect(result).toMatchObject({ changed: 1, events: 0 })
    expect(await rowsOfOutlet('snapshots', 'observed_at', outletId)).toHaveLength(1)
  })
})

describe('a late worker', () => {
  test('a late worker changes nothing when a newer observation is stored', async () => {
    const outletId = await someOutlet(db)
    const { observedAt } = (await readOutlet(db, { outletId }))!
    await observeItems(db, outletId, [someItem('a')])
    const before = await readOutlet(db, { outletId })
    const late = { outletId, observedAt, sweepId: null, items: [someItem('b')], anomalyShare: 1 }
    const result = await recordExtraction({ db }, late)
    expect(result).toEqual({
      recorded: false,
      quarantined: false,
      added: 0,
      changed: 0,
      removed: 0,
      unchanged: 0,
      events: 0,
    })
    expect(await readOutletItems(db, { outletId, limit: 10 })).toMatchObject([{ key: 'a' }])
    expect({ ...(await readOutlet(db, { outletId })), observedAt: before!.observedAt }).toEqual(before)
  })

  test('a worker that repeats its own write is refused', async () => {
    const outletId = await someOutlet(db)
    const { observedAt } = (await readOutlet(db, { outletId }))!
    const observation = { outletId, observedAt, sweepId: 'swp_1', items: [someItem('a')], anomalyShare: 1 }
    expect((await recordExtraction({ db }, observation)).recorded).toBe(true)
    expect((await recordExtraction({ db }, observation)).recorded).toBe(false)
  })

  test('an observation of a deleted outlet is refused', async () => {
    const outletId = await someOutlet(db)
    const { observedAt } = (await readOutlet(db, { outletId }))!
    await runStatement(db, 'delete outlet', sql`delete from outlets where id = ${outletId}`)
    const observation = { outletId, observedAt, sweepId: null, items: [someItem('a')], anomalyShare: 1 }
    expect((await recordExtraction({ db }, observation)).recorded).toBe(false)
    expect(await readListing(db, { outletId, keys: [] })).toBe(null)
  })
})

test('an extraction with a price without a currency is refused as a whole, and the error does not repeat its values', async () => {
  const outletId = await someOutlet(db)
  const attempt = observeItems(db, outletId, [someItem('fine'), someItem('odd', { name: 'PRIVATE', currency: null })])
  const error = await attempt.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(StatementError)
  expect((error as StatementError).sqlState).toBe('23514')
  expect(String(error)).toContain('write-extraction')
  expect(String(error)).not.toContain('PRIVATE')
  expect(await readOutletItems(db, { outletId, limit: 10 })).toEqual([])
})

/** Each item's row version. `ctid` and `xmin` change with every write, even of equal values. */
function itemVersions(outletId: string) {
  const versions = sql`select id, ctid::text, xmin::text from items where outlet_id = ${outletId} order by id`
  return runStatement(db, 'item versions', versions)
}
