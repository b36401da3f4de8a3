import { readOutletItems } from '@edgesweep/db/queries/item/read.ts'
import { createOutlet } from '@edgesweep/db/queries/outlet/create.ts'
import { listOutlets } from '@edgesweep/db/queries/outlet/list.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { updateOutlet } from '@edgesweep/db/queries/outlet/update.ts'
import { upsertOutlets } from '@edgesweep/db/queries/outlet/upsert.ts'
import { runStatement, StatementError } from '@edgesweep/db/run-statement.ts'
import type { NewOutlet } from '@edgesweep/db/schema/outlets.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'
import { observeItems, someItem, someOutlet } from '../../some.ts'

const { db } = await openDatabase()

beforeEach(async () => {
  await runStatement(db, 'no outlets', sql`delete from outlets`)
})

const newOutlet = (id: string, fields: Partial<NewOutlet> = {}): NewOutlet => ({
  id,
  site: 'demo-town',
  name: id,
  url: `https://shop.example/${id}`,
  options: { menu: 'lunch' },
  timezone: 'Europe/Berlin',
  intervalSeconds: 600,
  enabled: true,
  confirmations: 2,
  ...fields,
})

/** `next_sweep_at` returns a start that is at least 5 s away, so the last 5 s of a minute lead to the minute after the next. */
const headStartMs = 5_000

test('a created outlet is due at once and is read back as it was created', async () => {
  const given = newOutlet('out_1')
  expect(await createOutlet(db, given)).toMatchObject({ ...given, created: true, online: null, lastExtractedAt: null })
  const read = await readOutlet(db, { outletId: 'out_1' })
  expect(read).toMatchObject(given)
  expect(read!.nextSweepAt <= read!.observedAt).toBe(true)
})

test('creating an outlet with a known site and URL returns the existing outlet unchanged', async () => {
  await createOutlet(db, newOutlet('out_1'))
  const again = newOutlet('out_2', { url: 'https://shop.example/out_1', name: 'another' })
  expect(await createOutlet(db, again)).toMatchObject({ id: 'out_1', name: 'out_1', created: false })
})

test('concurrent calls that create the same outlet create it once', async () => {
  const create = (_: unknown, index: number) =>
    createOutlet(db, newOutlet(`out_${index}`, { url: 'https://shop.example/' }))
  const created = await Promise.all(Array.from({ length: 10 }, create))
  expect(created.filter((outlet) => outlet.created)).toHaveLength(1)
  expect(new Set(created.map(({ id }) => id)).size).toBe(1)
})

test('reading an unknown outlet returns null', async () => {
  expect(await readOutlet(db, { outletId: 'out_none' })).toBe(null)
})

test('seeding adds new outlets, updates changed outlets, and keeps a disabled outlet disabled', async () => {
  const seeds = [newOutlet('out_1'), newOutlet('out_2'), newOutlet('out_3')]
  expect(await upsertOutlets(db, { outlets: seeds })).toEqual({ added: 3, changed: 0 })
  expect(await upsertOutlets(db, { outlets: seeds })).toEqual({ added: 0, changed: 0 })
  await runStatement(db, 'switch off', sql`update outlets set enabled = false where id = 'out_2'`)
  const moved = seeds.map((outlet) => ({ ...outlet, url: outlet.id === 'out_3' ? outlet.url : `${outlet.url}/moved` }))
  expect(await upsertOutlets(db, { outlets: [...moved, newOutlet('out_4')] })).toEqual({ added: 1, changed: 2 })
  expect(await readOutlet(db, { outletId: 'out_2' })).toMatchObject({ url: moved[1]!.url, enabled: false })
})

test('seeding a shorter interval brings the next sweep forward', async () => {
  await upsertOutlets(db, { outlets: [newOutlet('out_1', { intervalSeconds: 86_400 })] })
  await observeItems(db, 'out_1', [])
  await upsertOutlets(db, { outlets: [newOutlet('out_1', { intervalSeconds: 60 })] })
  const { nextSweepAt, observedAt } = (await readOutlet(db, { outletId: 'out_1' }))!
  expect(Date.parse(nextSweepAt) - Date.parse(observedAt)).toBeLessThanOrEqual(60_000 + headStartMs)
})

test('seeding a URL that another outlet of the site has is refused with SQLSTATE 23505', async () => {
  await createOutlet(db, newOutlet('out_1'))
  const clash = newOutlet('out_2', { url: 'https://shop.example/out_1' })
  const error = await upsertOutlets(db, { outlets: [clash] }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(StatementError)
  expect((error as StatementError).sqlState).toBe('23505')
})

test('the pages of outlets and of items contain each row once, in order', async () => {
  for (const id of ['out_c', 'out_a', 'out_b']) await someOutlet(db, { id })
  const first = await listOutlets(db, { limit: 2 })
  const second = await listOutlets(db, { after: first.at(-1)!.id, limit: 2 })
  expect([...first, ...second].map(({ id }) => id)).toEqual(['out_a', 'out_b', 'out_c'])

  await observeItems(
    db,
    'out_a',
    ['3', '1', '2'].map((key) => someItem(key)),
  )
  const items = await readOutletItems(db, { outletId: 'out_a', limit: 2 })
  const rest = await readOutletItems(db, { outletId: 'out_a', after: items.at(-1)!.key, limit: 2 })
  expect([...items, ...rest].map(({ key }) => key)).toEqual(['1', '2', '3'])
})

test('the starts of outlets with the same interval are spread over the whole minutes in the first tenth of the interval', async () => {
  const [row] = await runStatement<{ starts: number; first: number; last: number }>(
    db,
    'starts',
    sql`
      select count(distinct at)::int as starts, min(at % 1800)::float8 as first, max(at % 1800)::float8 as last
      from generate_series(1, 100) n, extract(epoch from next_sweep_at('out_' || n, 1800, 'Asia/Kathmandu')) at`,
  )
  expect(row).toEqual({ starts: 4, first: 0, last: 180 })
})

test('an outlet with a daily interval starts after its local midnight, and shorter intervals start at the same time in every time zone', async () => {
  const zones = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland']
  const rows = await runStatement<{ zone: string; at: string; hourly: number; ahead: boolean }>(
    db,
    'local starts',
    sql`
      select zone, to_char(next_sweep_at('out_1', 86400, zone) at time zone zone, 'HH24:MI') as at,
        extract(epoch from next_sweep_at('out_1', 3600, zone))::float8 as hourly,
        next_sweep_at('out_1', 86400, zone) between now() and now() + interval '25 hours' as ahead
      from jsonb_array_elements_text(${JSON.stringify(zones)}::jsonb) zone`,
  )
  expect(rows.map(({ zone }) => zone)).toEqual(zones)
  for (const { at, ahead } of rows) {
    expect(at).toMatch(/^00:0[0-5]$/)
    expect(ahead).toBe(true)
  }
  expect(new Set(rows.map(({ at }) => at)).size, 'the same minute after midnight').toBe(1)
  expect(new Set(rows.map(({ hourly }) => hourly)).size).toBe(1)
})

test('an outlet with a time zone that Postgres does not know cannot be created', async () => {
  const error = await createOutlet(db, newOutlet('out_1', { timezone: 'Mars/Base' })).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(StatementError)
  expect(await listOutlets(db, { limit: 1 })).toEqual([])
})

test('an update of an outlet changes only the given settings, and a shorter interval brings the next sweep forward', async () => {
  await createOutlet(db, newOutlet('out_1', { intervalSeconds: 86_400 }))
  await runStatement(db, 'not due', sql`update outlets set next_sweep_at = now() + interval '1 day' where id = 'out_1'`)
  const renamed = await updateOutlet(db, 'out_1', { name: 'New name' })
  expect(renamed).toMatchObject({ name: 'New name', intervalSeconds: 86_400, enabled: true, timezone: 'Europe/Berlin' })
  const shorter = (await updateOutlet(db, 'out_1', { intervalSeconds: 60, timezone: 'Europe/Vienna' }))!
  expect(shorter).toMatchObject({ name: 'New name', intervalSeconds: 60, timezone: 'Europe/Vienna' })
  expect(Date.parse(shorter.nextSweepAt) - Date.parse(shorter.updatedAt)).toBeLessThanOrEqual(60_000 + headStartMs)
  expect(await updateOutlet(db, 'out_none', {})).toBe(null)
})

test('an outlet that is enabled again is due at once', async () => {
  await createOutlet(db, newOutlet('out_1', { intervalSeconds: 86_400, enabled: false }))
  await runStatement(db, 'not due', sql`update outlets set next_sweep_at = now() + interval '1 day' where id = 'out_1'`)
  const on = (await updateOutlet(db, 'out_1', { enabled: true }))!
  expect(on).toMatchObject({ enabled: true, nextSweepAt: on.updatedAt })
})
