import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { runStatement } from '../run-statement.ts'
import { storableJson } from '../storable-json.ts'

export interface FileTasksRenewal {
  /** Tasks with the tokens that they were claimed with. */
  held: Array<{ id: string; token: string }>
  leaseSeconds: number
}

/** Extends leases. Gives the ids of the tasks that are still held; the others were finished, or another has claimed them. */
export async function renewFileTasks(db: Database, { held, leaseSeconds }: FileTasksRenewal): Promise<string[]> {
  const rows = await runStatement<{ id: string }>(
    db,
    'renew-file-tasks',
    sql`
      with held as materialized (
        select t.id
        from file_tasks t
        join jsonb_to_recordset(${storableJson(held)}::jsonb) as h (id text, token text)
          on h.id = t.id and h.token = t.lease_token
        order by t.id
        for no key update of t
      )
      update file_tasks t
      set lease_expires_at = now() + make_interval(secs => ${leaseSeconds}::float8)
      from held
      where t.id = held.id
      returning t.id`,
  )
  return rows.map(({ id }) => id)
}
