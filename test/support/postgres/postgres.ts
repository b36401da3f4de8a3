import pg from 'pg'
import { inject } from 'vitest'
import { TEMPLATE } from './postgres-template.ts'

export type TestDatabase = {
  /** Connection string to Postgres itself. */
  url: string
  /** Connection string as a Worker has it: through PgBouncer where the run has one. */
  pooledUrl: string
  /** `host:port` of the Neon relay, the value of `NEON_PROXY`. */
  relay: string
}

/**
 * A database that nobody else uses, on the Postgres that the test run shares: migrated unless `empty`. It goes away with
 * the run.
 */
export async function testDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const { direct, pooled, relay } = inject('postgres')
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`
  const client = new pg.Client({ connectionString: `${direct}postgres` })
  await client.connect()
  try {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${empty ? 'template0' : TEMPLATE}`)
  } finally {
    await client.end()
  }
  return { url: `${direct}${name}`, pooledUrl: `${pooled}${name}`, relay }
}
