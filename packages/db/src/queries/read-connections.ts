import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { runStatement } from '../run-statement.ts'

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
      select r.rolname::text as role, nullif(r.rolconnlimit, -1) as limit, count(a.pid)::int as connections,
        (count(*) filter (where a.state = 'active'))::int as active,
        (count(*) filter (where a.wait_event_type = 'Lock'))::int as waiting
      from pg_roles r
      left join pg_stat_activity a on a.usesysid = r.oid and a.backend_type = 'client backend'
      where r.rolcanlogin
      group by r.rolname, r.rolconnlimit
      having r.rolconnlimit >= 0 or count(a.pid) > 0
      order by role`,
  )
}
