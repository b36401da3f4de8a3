import { claimImport } from '@edgesweep/db/queries/import/claim.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { someImport } from '../../../core/import/import-world.ts'
import { openDatabase } from '../../../open-database.ts'

const { db } = await openDatabase()

const claim = async (): Promise<string | undefined> => {
  const terms = { instance: 'a', token: crypto.randomUUID(), leaseSeconds: 60, maxAttempts: 5 }
  return (await claimImport(db, terms))?.id
}
const end = (id: string) =>
  db.execute(sql`update imports set status = 'completed', ended_at = clock_timestamp() where id = ${id}`)

test('the imports of several keys are claimed in turn, however many one of them has', async () => {
  const many = [await someImport(db, 'x', { local: false, keyId: 'many' })]
  const first = await claim()
  expect(first).toBe(many[0]!.id)
  for (let n = 0; n < 30; n++) many.push(await someImport(db, 'x', { local: false, keyId: 'many' }))
  const some = [await someImport(db, 'x', { local: false, keyId: 'some' })]
  some.push(await someImport(db, 'x', { local: false, keyId: 'some' }))
  const order: Array<string | undefined> = []
  await end(first!)
  for (let n = 0; n < 5; n++) {
    order.push(await claim())
    await end(order.at(-1)!)
  }
  const [, a, b, c] = many.map(({ id }) => id)
  expect(order).toEqual([some[0]!.id, a, some[1]!.id, b, c])
})

test.each([
  ['new', 3, ['many', 'some', 'many', 'some', 'many', 'some']],
  ['served before', 2, ['some', 'many', 'some', 'many', 'many']],
])('workers that claim at once share the keys evenly: %s keys', async (which, each, expected) => {
  await db.execute(sql`delete from imports`)
  if (which === 'served before')
    for (const keyId of ['some', 'many']) await end((await someImport(db, 'x', { local: false, keyId })).id)
  const keyOf = new Map<string, string>()
  const keys = ['many', 'many', 'many', ...Array<string>(each).fill('some')]
  for (const keyId of keys) keyOf.set((await someImport(db, 'x', { local: false, keyId })).id, keyId)
  const order: Array<string | undefined> = []
  for (let worker = 0; worker < keys.length; worker++) order.push(keyOf.get((await claim()) ?? ''))
  expect(order).toEqual(expected)
})

test('an import that holds its table goes on before others', async () => {
  await db.execute(sql`update imports set status = 'completed', ended_at = now() where ended_at is null`)
  const merging = await someImport(db, 'x', { local: false, keyId: 'many' })
  await db.execute(sql`update imports set status = 'merging', is_split = true where id = ${merging.id}`)
  await someImport(db, 'x', { local: false, keyId: 'new' })
  expect(await claim()).toBe(merging.id)
})
