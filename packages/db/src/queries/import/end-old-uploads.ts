import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** Cancels up to `limit` imports whose file was not uploaded within `hours` hours. Returns their ids. */
export async function endOldUploads(
  db: Database,
  { hours, limit }: { hours: number; limit: number },
): Promise<string[]> {
  const rows = await runStatement<{ id: string }>(
    db,
    'end-old-uploads',
    sql`
      with old as (
        select id from imports
        where status = 'uploading' and created_at < now() - make_interval(hours => ${hours}::int)
        limit ${limit}::int for no key update skip locked
      )
      update imports i
      set status = 'cancelled', ended_at = now(), error = format('its file was not uploaded within %s hours', ${hours}::int)
      from old
      where i.id = old.id
      returning i.id`,
  )
  return rows.map(({ id }) => id)
}
