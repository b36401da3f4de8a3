import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'

/** Key of the advisory lock for migrations: "edge" in ASCII. */
const MIGRATION_LOCK = 0x65646765

/**
 * Applies all pending migrations. It is safe to repeat, and safe for several processes at once: one applies them while the others wait.
 *
 * @param directUrl connection string of Postgres itself, not of a pooler, because the lock belongs to the session
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
