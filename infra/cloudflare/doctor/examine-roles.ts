import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { readConnections } from '@edgesweep/db/queries/operations/read-connections.ts'
import { databaseRoles } from '@edgesweep/db/roles.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { type Finding, lacking, ok } from './finding.ts'

/** Checks that each workload has its role with the right limit, and that Postgres allows the sum of all limits. */
export async function examineRoles(directUrl: string, about: string): Promise<Finding> {
  const { db, close } = connectNodePostgres(directUrl, { max: 1 })
  try {
    const limits = new Map((await readConnections(db)).map(({ role, limit }) => [role, limit]))
    const roles = Object.values(databaseRoles)
    const wrong = roles.filter(({ name, connections }) => limits.get(name) !== connections).map(({ name }) => name)
    if (wrong.length > 0)
      return lacking(about, `missing, or with a wrong connection limit: ${wrong.join(', ')}`, 'npm run deploy')
    const sum = roles.reduce((total, { connections }) => total + connections, 0)
    const [server] = await runStatement<{ limit: number }>(
      db,
      'connection limit',
      sql`
        select (current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
          - current_setting('reserved_connections')::int) as "limit"`,
    )
    const share = `their limits are ${sum} of ${server!.limit} connections`
    return sum < server!.limit
      ? ok(about, share)
      : lacking(about, share, 'raise max_connections, so that migrations and hosts have free connections')
  } finally {
    await close()
  }
}
