import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** Tells this database from every other one, and from its own copy that is restored elsewhere. */
export async function readIdentity(db: Database): Promise<string> {
  const rows = await runStatement<{ identity: string }>(
    db,
    'read-identity',
    sql`
      select system_identifier::text || '-' || oid::text as identity
      from pg_control_system(), pg_database where datname = current_database()`,
  )
  return rows[0]!.identity
}
