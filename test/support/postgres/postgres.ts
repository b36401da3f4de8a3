import pg from 'pg'
import { inject } from 'vitest'
import { TEMPLATE } from './postgres-template.ts'

export type TestDatabase = {
  /** Connection string straight to Postgres. */
  url: string
  /** Connection string as a Worker uses it: through PgBouncer if the run has one. */
  pooledUrl: string
  /** `host:port` of the Neon relay, the value of `NEON_PROXY`. */
  relay: string
}

/**
 * Creates a database for one test on the shared Postgres of the run. It is migrated unless `empty`, and is deleted with the
 * run.
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
