import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'
import type { GitHubResource } from './take.ts'

/** A token's remaining requests, as GitHub's answers report them. */
export interface TokenBudget {
  limit: number
  remaining: number
  /** Time when the budget is full again, in epoch seconds of GitHub's clock. It identifies the window of `remaining`. */
  reset: number
  /** Seconds until the reset. Both times are from GitHub's clock, so that the local clock does not matter. */
  resetAfterSeconds: number
}

export interface TokenSettlement {
  id: string
  resource: GitHubResource
  lease: string
  /** The token's strikes when it was taken. */
  strikes: number
  /** Null when GitHub did not answer, or its answer did not report the budget. */
  budget: TokenBudget | null
  /** GitHub counts the request. */
  spent: boolean
  /** Seconds that the token must rest: for all resources after a secondary limit (`struck`), otherwise for this one. Null: no rest. */
  restSeconds: number | null
  struck: boolean
  /** GitHub refuses the token. */
  disabled: boolean
}

/**
 * Ends a request and updates its token's budget. Within a window `remaining` only falls, because it already counts every taken request.
 * GitHub counts fewer, unless another program uses the token, too. Resets one second apart belong to one window.
 */
export async function settleGitHubToken(db: Database, settlement: TokenSettlement): Promise<void> {
  const { id, resource, lease, strikes, budget, spent, restSeconds, struck, disabled } = settlement
  await runStatement(
    db,
    'settle-github-token',
    sql`
      with held as materialized (
        select *, resource = ${resource} as asked
        from github_tokens
        where id = ${id} and (resource = ${resource} or ${struck || disabled}::boolean)
        order by resource
        for no key update
      ),
      reported as (
        select b."limit", b.remaining, b.reset, now() + make_interval(secs => b."resetAfterSeconds") as reset_at
        from jsonb_to_record(${storableJson(budget ?? {})}::jsonb)
          as b ("limit" int, remaining int, reset bigint, "resetAfterSeconds" float8)
      ),
      settled as (
        select h.id, h.resource, o.*, live_leases(h.leases - ${lease}::text) as leases,
          count_keys(live_leases(h.leases - ${lease}::text)) as under_way,
          least(h.remaining + (h.asked and not ${spent}::boolean)::int, h.rate_limit) as counted,
          h.reset_at is not null or coalesce(h.remaining, 0) = 0 as uncounted,
          coalesce(o.reset > coalesce(h.reset, 0) + 1, false) as newer,
          coalesce(abs(o.reset - h.reset) <= 1 and h.reset_at is not null, false) as same
        from held h
        left join reported o on h.asked
      )
      update github_tokens t
      set leases = s.leases,
        rate_limit = coalesce(s."limit", t.rate_limit),
        remaining = case
          -- The stored count is of the previous window or missing, or GitHub reports less: GitHub's answer decides.
          when s.newer and s.uncounted or (s.newer or s.same) and s.remaining < s.counted
            then greatest(0, s.remaining - s.under_way)
          else s.counted
        end,
        reset = case when s.newer then s.reset else t.reset end,
        reset_at = case when s.newer then s.reset_at else t.reset_at end,
        strikes = case
          when ${struck}::boolean then greatest(t.strikes, ${strikes}::int + 1)
          when ${restSeconds === null}::boolean and t.strikes = ${strikes}::int and coalesce(t.resting_until <= now(), true) then 0
          else t.strikes
        end,
        resting_until = greatest(t.resting_until, now() + make_interval(secs => ${restSeconds}::float8)),
        disabled_at = case when ${disabled}::boolean then coalesce(t.disabled_at, now()) else t.disabled_at end
      from settled s
      where t.id = s.id and t.resource = s.resource`,
  )
}
