import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { afterAll } from 'vitest'
import { testDatabase } from '../support/postgres/postgres.ts'

/** The test file's own database, migrated unless `empty`, reached as Workers reach it: through the pooler where the run has one. */
export async function openDatabase(options: { empty?: boolean } = {}) {
  const addresses = await testDatabase(options)
  const { db, close } = connectNodePostgres(addresses.pooledUrl, { max: 10 })
  afterAll(close)
  return { db, ...addresses }
}
