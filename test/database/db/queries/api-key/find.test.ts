import { createApiKey } from '@edgesweep/db/queries/api-key/create.ts'
import { findApiKey } from '@edgesweep/db/queries/api-key/find.ts'
import { runStatement, StatementError } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'

const { db } = await openDatabase()

const someKey = (id: string, sha256: string) =>
  createApiKey(db, { id, name: 'Tests', prefix: 'es_1', sha256, scopes: ['jobs', "it's"], webhookSecret: 'whsec_x' })

test('an API key is found by its digest until it is revoked', async () => {
  const sha256 = 'a'.repeat(64)
  expect(await someKey('key_1', sha256)).toBe(true)
  expect(await findApiKey(db, { sha256 })).toMatchObject({ id: 'key_1', name: 'Tests', scopes: ['jobs', "it's"] })
  await runStatement(db, 'revoke', sql`update api_keys set revoked_at = now() where id = 'key_1'`)
  expect(await findApiKey(db, { sha256 })).toBe(null)
})

test('no API key is found by an unknown digest', async () => {
  expect(await findApiKey(db, { sha256: 'b'.repeat(64) })).toBe(null)
})

test('storing a second API key with the same digest changes nothing', async () => {
  const sha256 = 'c'.repeat(64)
  await someKey('key_2', sha256)
  expect(await someKey('key_3', sha256)).toBe(false)
  expect(await findApiKey(db, { sha256 })).toMatchObject({ id: 'key_2' })
})

test('an API key in place of its digest is refused, and the error does not repeat it', async () => {
  const error = await someKey('key_4', 'es_secret').catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(StatementError)
  expect(String(error)).not.toContain('es_secret')
})
