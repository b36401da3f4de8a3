import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/** What GitHub counts requests by: searches have a budget of their own. */
export type GitHubResource = 'core' | 'search'

export interface TokenWanted {
  /** The tokens to choose from, by their SHA-256 in hex. */
  ids: string[]
  resource: GitHubResource
  /** The taker's own, never used before; settling needs it. */
  lease: string
  /** A request that is not settled by then counts as spent. */
  leaseSeconds: number
  /** Requests under way on one token at a time. */
  mostAtOnce: number
}

/** The right to one request, or when to ask again. */
export type TokenTaken =
  /** `strikes`: secondary limits that the token has met without a success since. */
  | { id: string; strikes: number }
  /** `afterSeconds`: 0 when only requests under way stand in the way, null when every token has been refused by GitHub. */
  | { id: null; afterSeconds: number | null }

/**
 * Takes the right to one request of the token with the fewest under way and the most left. A token whose budget nobody knows, because
 * GitHub has not been asked yet or no answer has come since its reset, is asked by one request at a time.
 */
export async function takeGitHubToken(db: Database, wanted: TokenWanted): Promise<TokenTaken> {
  const { ids, resource, lease, leaseSeconds, mostAtOnce } = wanted
  const rows = await runStatement<{ id: string | null; strikes: number; afterSeconds: number | null }>(
    db,
    'take-github-token',
    // All are locked, in one order: nobody else takes meanwhile, so that what is read here is how it is. Those that are new, by this
    // statement or another at this moment, are not seen yet.
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
        -- One that GitHub refused is tried again after a day: it may have been GitHub's trouble, or a wrong address.
        select id, strikes, case when disabled_at > now() - interval '1 day' then disabled_at end as disabled_at, resting_until, live_leases(leases) as leases, count_keys(live_leases(leases)) as under_way,
          case when reset_at > now() then reset_at end as reset_at,
          -- What began before the reset may be counted after it.
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
