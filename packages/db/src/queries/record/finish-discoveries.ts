import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { attemptsAtEnd, type Finished, finishClaim } from '../../fragments/finish-claim.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/** The result of one page of a search. */
export interface DiscoveryPage {
  /** Distinct logins in lower case. */
  logins: string[]
  /** GitHub's count of all results, even if it does not return them all. */
  total: number
  /** GitHub stopped the search early. */
  incomplete: boolean
  /** This is the last page. */
  last: boolean
}

/**
 * Completes claimed pages of searches: new users become profiles, and each search continues with its next page, in one statement. Returns the
 * ids of the searches that were still held; the others are unchanged.
 */
export async function finishDiscoveries(db: Database, finished: Array<Finished<DiscoveryPage>>): Promise<string[]> {
  const rows = await runStatement<{ id: string }>(
    db,
    'finish-discoveries',
    // In the order of the logins, so that two calls with the same users cannot deadlock.
    sql`
      with ended as materialized (
        select t.id, f.logins, f.total, f.incomplete, f.last
        from discoveries t
        join jsonb_to_recordset(${storableJson(finished)}::jsonb)
          as f (id text, token text, logins jsonb, total int, incomplete boolean, last boolean)
          on t.id = f.id and t.lease_token = f.token
        order by t.id
        for no key update of t
      ),
      found as (
        select distinct on (login) login, e.id
        from ended e, jsonb_array_elements_text(e.logins) as login
        order by login, e.id
      ),
      added as (
        insert into profiles (id, login)
        select new_id('prf_'), login from found order by login
        on conflict (login) do nothing
        returning login
      ),
      done as (
        update discoveries t
        set status = case when e.last then 'completed' else 'pending' end, ended_at = case when e.last then now() end,
          ${finishClaim},
          claimed_by = case when e.last then t.claimed_by end,
          processing_started_at = case when e.last then t.processing_started_at end,
          attempts = case when e.last then ${attemptsAtEnd} else 0 end, throttles = 0, next_attempt_at = now(),
          page = t.page + 1, total = e.total, incomplete = t.incomplete or e.incomplete,
          found = t.found + jsonb_array_length(e.logins),
          added = t.added + (select count(*) from found f join added a on a.login = f.login where f.id = e.id)
        from ended e
        where t.id = e.id
        returning t.id
      )
      select id from done`,
  )
  return rows.map(({ id }) => id)
}
