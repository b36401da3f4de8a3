import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** A role's connections to the whole of this Postgres, at this moment. */
export interface RoleConnections {
  role: string
  /** Connections that Postgres gives it at most; null: as many as there are. */
  limit: number | null
  connections: number
  /** Of those, the ones that run a statement. */
  active: number
  /** Of those, the ones that wait for a lock. */
  waiting: number
}

/** Connections by role, of roles that have a limit or a connection, in the order of their names. */
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
