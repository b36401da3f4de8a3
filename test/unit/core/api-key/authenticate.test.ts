import { authenticate } from '@edgesweep/core/api-key/authenticate.ts'
import type { Context } from '@edgesweep/core/context.ts'
import { sha256Hex } from '@edgesweep/core/sha256.ts'
import { PgDialect } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'

/** A database with one key. Each test uses its own key, because valid keys are cached. */
async function world() {
  const key = `esk_${crypto.randomUUID()}`
  const sha256 = await sha256Hex(key)
  const rows = [{ id: 'key_1', name: 'mine', prefix: 'esk_', scopes: ['jobs'], createdAt: '' }]
  const asked: unknown[][] = []
  const dialect = new PgDialect()
  const db = {
    async execute(statement: Parameters<PgDialect['sqlToQuery']>[0]) {
      const { params } = dialect.sqlToQuery(statement)
      asked.push(params)
      return { rows: params.includes(sha256) ? rows : [] }
    },
  } as unknown as Context['db']
  const time = { now: 1_000_000 }
  return { key, sha256, rows, asked, time, ctx: { db, clock: { now: () => time.now, sleep: async () => {} } } }
}

test('a valid key yields its caller, and only its hash is looked up', async () => {
  const { ctx, key, sha256, asked } = await world()
  expect(await authenticate(ctx, `Bearer ${key}`)).toEqual({ keyId: 'key_1', scopes: ['jobs'] })
  expect(asked).toEqual([[sha256]])
})

test('a valid key is looked up at most once a minute, and a revoked one fails after that', async () => {
  const { ctx, key, asked, rows, time } = await world()
  await authenticate(ctx, `Bearer ${key}`)
  rows.length = 0
  time.now += 59_999
  await authenticate(ctx, `Bearer ${key}`)
  expect(asked).toHaveLength(1)
  time.now += 1
  await expect(authenticate(ctx, `Bearer ${key}`)).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('an invalid key is looked up every time', async () => {
  const { ctx, asked } = await world()
  for (let time = 0; time < 2; time++) {
    await expect(authenticate(ctx, 'Bearer esk_not-a-key-at-all')).rejects.toMatchObject({ code: 'unauthenticated' })
  }
  expect(asked).toHaveLength(2)
})

test('a malformed key is refused without a lookup', async () => {
  const { ctx, key, asked } = await world()
  const wrong = [
    undefined,
    '',
    key,
    `Basic ${key}`,
    'Bearer',
    'Bearer esk_',
    'Bearer esk_short',
    `Bearer ${key} ${key}`,
  ]
  for (const header of [...wrong, `Bearer esk_${'x'.repeat(201)}`, `Bearer ${key}\n`]) {
    await expect(authenticate(ctx, header)).rejects.toMatchObject({ code: 'unauthenticated' })
  }
  expect(asked).toEqual([])
})

test('the message for a refused key does not repeat the key', async () => {
  const { ctx } = await world()
  const error = await authenticate(ctx, 'Bearer esk_this-is-my-secret').catch((caught: unknown) => caught)
  expect(String(error)).not.toContain('this-is-my-secret')
})
