import { readFileSync } from 'node:fs'
import pg from 'pg'
import { listMissingIndexes } from './build-later-indexes.ts'

interface Journal {
  entries: Array<{ when: number; tag: string }>
}

/** Names of the pending migrations, in order; when none is pending, of the indexes that are missing. Throws when the database cannot be reached. */
export async function listPendingMigrations(url: string): Promise<string[]> {
  const journal: Journal = JSON.parse(readFileSync(new URL('./migrations/meta/_journal.json', import.meta.url), 'utf8'))
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    const last = await lastApplied(client)
    const pending = journal.entries.filter(({ when }) => when > last).map(({ tag }) => tag)
    return pending.length > 0 ? pending : (await listMissingIndexes(client)).map((name) => `index ${name}`)
  } finally {
    await client.end()
  }
}

/** drizzle's migrator compares only with the newest applied migration (epoch milliseconds). */
async function lastApplied(client: pg.Client): Promise<number> {
  const table = 'drizzle.__drizzle_migrations'
  const exists = await client.query<{ found: boolean }>('select to_regclass($1) is not null as found', [table])
  if (!exists.rows[0]!.found) return 0
  const newest = await client.query<{ last: string | null }>(`select max(created_at) as last from ${table}`)
  return Number(newest.rows[0]!.last ?? 0)
}
