import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/** GitHub's request budgets. Searches have their own. */
export type GitHubResource = 'core' | 'search'

export interface TokenWanted {
  /** SHA-256 of the tokens to choose from, in hexadecimal. */
  ids: string[]
  resource: GitHubResource
  /** A new unique id from the caller; `settleGitHubToken` needs it. */
  lease: string
  /** A request that is not settled within this time counts as spent. */
  leaseSeconds: number
  /** Limit of concurrent requests with one token. */
  mostAtOnce: number
}

/** The right to one request, or the time to wait for one. */
export type TokenTaken =
  /** `strikes`: the token's secondary limits since its last success. */
  | { id: string; strikes: number }
  /** `afterSeconds`: 0 when only running requests use up the budgets; null when GitHub refuses every token. */
  | { id: null; afterSeconds: number | null }

/**
 * Takes the right to one request from the token with the fewest running requests and, among equals, the largest remaining budget. A token
 * with an unknown budget (before its first answer, or after its reset) gets one request at a time.
 */
export async function takeGitHubToken(db: Database, wanted: TokenWanted): Promise<TokenTaken> {
  const { ids, resource, lease, leaseSeconds, mostAtOnce } = wanted
  const rows = await runStatement<{ id: string | null; strikes: number; afterSeconds: number | null }>(
    db,
    'take-github-token',
    // All tokens are locked in one order, so that no other call takes one meanwhile. The statement does not see tokens that it adds.
    sql`
      with wanted as (
        select value as id from jsonb_array_elements_text(${storableJson(ids)}::jsonb)
      ),
      added as (
        insert into github_tokens (id, resource)
        select w.id, r.resource
        from wanted w, (values ('core'), ('search')) as r (resource)
        where not exists (select from github_tokens t where t.id = w.id and t.resource = r.resource)
        order by 1, 2
        on conflict do nothing
      ),
      held as materialized (
        select t.*
        from github_tokens t
        where t.resource = ${resource} and t.id in (select id from wanted)
        order by t.id
        for no key update of t
      ),
      counted as (
        -- A refused token is tried again after a day, because the refusal may have been GitHub's fault.
        select id, strikes, case when disabled_at > now() - interval '1 day' then disabled_at end as disabled_at, resting_until, live_leases(leases) as leases, count_keys(live_leases(leases)) as under_way,
          case when reset_at > now() then reset_at end as reset_at,
          -- GitHub may count requests from before the reset after it.
          case when reset_at <= now() then rate_limit - count_keys(live_leases(leases)) else remaining end as remaining
        from held
      ),
      chosen as (
        select *
        from counted
        where disabled_at is null and coalesce(resting_until <= now(), true) and under_way < ${mostAtOnce}::int
          and (remaining > 0 or (reset_at is null and under_way = 0))
        order by under_way, remaining desc nulls first, id
        limit 1
      ),
      taken as (
        update github_tokens t
        set leases = c.leases || jsonb_build_object(${lease}::text, now() + make_interval(secs => ${leaseSeconds}::float8)),
          remaining = greatest(c.remaining - 1, 0),
          reset_at = c.reset_at
        from chosen c
        where t.id = c.id and t.resource = ${resource}
        returning t.id, t.strikes
      )
      select taken.id, taken.strikes,
        case when (select count(*) from counted) < (select count(*) from wanted) then 0 else (
          select min(extract(epoch from coalesce(greatest(resting_until, exhausted_until), now()) - now()))::float8
          from (select *, case when remaining <= 0 then reset_at end as exhausted_until from counted) as known
          where disabled_at is null
        ) end as "afterSeconds"
      from (values (true)) as always
      left join taken on true`,
  )
  const { id, strikes, afterSeconds } = rows[0]!
  return id === null ? { id, afterSeconds: afterSeconds === null ? null : Math.max(0, afterSeconds) } : { id, strikes }
}
