import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'

/** Any number that nothing else in the database locks: "edge" in ASCII. */
const MIGRATION_LOCK = 0x65646765

/**
 * Brings the database up to the newest migration. Safe to run again and by several processes at once: one works, the others wait
 * and find nothing to do.
 *
 * @param directUrl connection string that goes to Postgres itself, not to a pooler, since the lock belongs to the session
 */
export async function migrate(directUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: directUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await applyMigrations(drizzle(client), {
      migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)),
    })
  } finally {
    await client.end()
  }
}
