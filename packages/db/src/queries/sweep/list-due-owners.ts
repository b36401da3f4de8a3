import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { isDue } from '../../fragments/due-outlets.ts'
import { runStatement } from '../../run-statement.ts'

/** The owners of due outlets. Null is the operator. */
export async function listDueOwners(db: Database): Promise<Array<string | null>> {
  const rows = await runStatement<{ owner: string | null }>(
    db,
    'list-due-owners',
    sql`
      with recursive walk (owner) as (
        (select coalesce(o.owner, '') from outlets o where o.enabled order by 1 limit 1)
        union all
        select (select coalesce(o.owner, '') from outlets o where o.enabled and coalesce(o.owner, '') > w.owner order by 1 limit 1)
        from walk w
        where w.owner is not null
      )
      select nullif(w.owner, '') as owner
      from walk w
      where w.owner is not null and exists (select from outlets o where coalesce(o.owner, '') = w.owner and ${isDue('o')})
      order by w.owner`,
  )
  return rows.map(({ owner }) => owner)
}
