import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { buildLaterIndexes } from './build-later-indexes.ts'

/** Key of the advisory lock for migrations: "edge" in ASCII. */
const MIGRATION_LOCK = 0x65646765
const askAgainMs = 200

/**
 * Applies all pending migrations, then builds the missing indexes. It is safe to repeat, and safe for several processes at once: one applies them while the others wait.
 *
 * @param directUrl connection string of Postgres itself, not of a pooler, because the lock belongs to the session
 */
export async function migrate(directUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: directUrl })
  await client.connect()
  try {
    // A statement that waits for the lock would hold up the building of an index, which waits for all statements.
    while (!(await takeLock(client))) await setTimeout(askAgainMs)
    await applyMigrations(drizzle(client), {
      migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)),
    })
    await buildLaterIndexes(client)
  } finally {
    await client.end()
  }
}

async function takeLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [MIGRATION_LOCK])
  return rows[0]!.taken
}
