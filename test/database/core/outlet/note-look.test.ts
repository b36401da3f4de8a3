import { Away, NoAnswer, NoPermit, Refused } from '@edgesweep/core/endings/typed-errors.ts'
import { noteLook } from '@edgesweep/core/outlet/note-look.ts'
import { outletBody } from '@edgesweep/core/outlet/outlet-body.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { beforeEach, expect, test } from 'vitest'
import { someOutlet } from '../../db/some.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()

const log = { info: () => {}, warn: () => {}, error: () => {} }
let outletId: string
beforeEach(async () => {
  outletId = await someOutlet(db)
})

/** Looks at the outlet. `error`: what the look throws; null when it is good. */
const look = (step: 'scan' | 'extract', error: Error | null) =>
  noteLook({ db, log }, { outletId, step }, async () => {
    if (error) throw error
    return 'seen'
  })
const fails = (step: 'scan' | 'extract', error: Error) => expect(look(step, error)).rejects.toBe(error)
const state = async () => {
  const { last_error: error, last_error_since: since } = outletBody((await readOutlet(db, { outletId }))!)
  return { error, since }
}

test('a failed look is noted with its reason, and the time of the first failure stays until a good look', async () => {
  expect(await state()).toEqual({ error: null, since: null })
  await fails('scan', new NoAnswer('shop.example did not answer within 15 s'))
  const first = await state()
  expect(first).toEqual({ error: 'shop.example did not answer within 15 s', since: expect.any(String) })
  await fails('scan', new Refused('answered 404\0'))
  expect(await state()).toEqual({ error: 'answered 404', since: first.since })
  expect(await look('scan', null)).toBe('seen')
  expect(await state()).toEqual({ error: null, since: null })
})

test('a good scan does not clear the error of an extraction, and a good extraction clears any', async () => {
  await fails('extract', new Refused('answered 404'))
  const { since } = await state()
  await look('scan', null)
  expect(await state()).toEqual({ error: 'answered 404', since })
  await fails('scan', new Refused('answered 410'))
  expect(await state()).toEqual({ error: 'answered 410', since })
  await look('extract', null)
  expect(await state()).toEqual({ error: null, since: null })
})

test.each([
  ['an error of ours', new Away('the bucket does not answer')],
  ['an error that nobody foresaw', new TypeError('x is not a function')],
  ['a look that is put off', new NoPermit(1_000, 'domain shop.example answered 429', { throttled: true })],
])('%s says nothing about an outlet', async (_, error) => {
  await fails('scan', error)
  expect(await state()).toEqual({ error: null, since: null })
})

test('a look whose end cannot be noted has its result', async () => {
  const broken = { execute: () => Promise.reject(new Error('the database is away')) } as never
  expect(await noteLook({ db: broken, log }, { outletId, step: 'scan' }, async () => 'seen')).toBe('seen')
})
