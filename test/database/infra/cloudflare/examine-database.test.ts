import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { examineDatabase } from '@edgesweep/infra/cloudflare/doctor/examine-database.ts'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../support/postgres/postgres.ts'

test('the doctor lists the missing migrations of an empty database', async () => {
  const { url } = await testDatabase({ empty: true })
  const [version, migrations, roles, key] = await examineDatabase(url)
  expect(version).toEqual({ about: 'Postgres 17 or newer', state: 'ok' })
  expect(migrations).toMatchObject({ state: 'missing', detail: expect.stringContaining('0001_functions, 0002_') })
  expect([roles, key]).toMatchObject([{ state: 'unknown' }, { state: 'unknown' }])
})

test('the doctor reports a missing API key until one exists', async () => {
  const { url } = await testDatabase()
  expect(await examineDatabase(url)).toMatchObject([
    { state: 'ok' },
    { about: 'database migrations', state: 'ok' },
    { about: 'database roles', state: 'ok', detail: 'their limits are 38 of 397 connections' },
    { about: 'an API key', state: 'missing', remedy: expect.stringContaining('npm run key -- create') },
  ])
  const { db, close } = connectNodePostgres(url)
  await storeApiKey({ db }, mintApiKey(), { id: 'key_1', name: 'ops', scopes: ['read'] })
  await close()
  expect(await examineDatabase(url)).toMatchObject([{ state: 'ok' }, { state: 'ok' }, { state: 'ok' }, { state: 'ok' }])
})

test('the doctor reports an unreachable database as unchecked, without its password', async () => {
  const findings = await examineDatabase('postgres://edge:hunter2@127.0.0.1:1/none')
  expect(findings).toMatchObject(Array(4).fill({ state: 'unknown' }))
  expect(findings[0]?.detail).toContain('ECONNREFUSED')
  expect(JSON.stringify(findings)).not.toContain('hunter2')
})
