import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/** Adds profiles, due at once. Profiles with known logins stay unchanged. Returns the number of new profiles. */
export async function addProfiles(db: Database, { logins }: { logins: string[] }): Promise<number> {
  // Ordered, so that two calls with the same logins cannot deadlock.
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
