import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { readConnections } from '@edgesweep/db/queries/operations/read-connections.ts'
import { databaseRoles } from '@edgesweep/db/roles.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { type Finding, lacking, ok } from './finding.ts'

/** Looks whether each workload has its role with its limit, and whether Postgres has as many connections as they may take. */
export async function examineRoles(directUrl: string, about: string): Promise<Finding> {
  const { db, close } = connectNodePostgres(directUrl, { max: 1 })
  try {
    const limits = new Map((await readConnections(db)).map(({ role, limit }) => [role, limit]))
    const roles = Object.values(databaseRoles)
    const wrong = roles.filter(({ name, connections }) => limits.get(name) !== connections).map(({ name }) => name)
    if (wrong.length > 0)
      return lacking(about, `not there, or with another limit: ${wrong.join(', ')}`, 'npm run deploy')
    const sum = roles.reduce((total, { connections }) => total + connections, 0)
    const [server] = await runStatement<{ most: number }>(
      db,
      'most connections',
      sql`
        select (current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
          - current_setting('reserved_connections')::int) as most`,
    )
    const share = `they may take ${sum} of ${server!.most} connections`
    return sum < server!.most
      ? ok(about, share)
      : lacking(about, share, 'raise max_connections, so that migrations and hosts find a place beside them')
  } finally {
    await close()
  }
}
