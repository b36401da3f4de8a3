import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** A role's present connections to this Postgres server. */
export interface RoleConnections {
  role: string
  /** The role's connection limit; null for none. */
  limit: number | null
  connections: number
  /** Connections that run a statement. */
  active: number
  /** Connections that wait for a lock. */
  waiting: number
}

/** Connections of the roles with a limit or a connection, by name. */
export function readConnections(db: Database): Promise<RoleConnections[]> {
  return runStatement<RoleConnections>(
    db,
    'read-connections',
    sql`
      select role, connection_limit as limit, connections, active, waiting
      from count_connections()
      order by role`,
  )
}
