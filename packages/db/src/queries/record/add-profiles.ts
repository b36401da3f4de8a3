import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/** Adds profiles to be read, due at once; those whose login is known already are left as they are. Gives how many were added. */
export async function addProfiles(db: Database, { logins }: { logins: string[] }): Promise<number> {
  // In one order, so that two who add the same logins at once cannot wait for one another.
  const rows = await runStatement<{ added: number }>(
    db,
    'add-profiles',
    sql`
      with added as (
        insert into profiles (id, login)
        select new_id('prf_'), login
        from (select distinct login from jsonb_array_elements_text(${storableJson(logins)}::jsonb) as login) as wanted
        order by login
        on conflict (login) do nothing
        returning id
      )
      select count(*)::int as added from added`,
  )
  return rows[0]!.added
}
