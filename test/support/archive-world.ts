import { type ArchiveRunOptions, runArchive } from '@edgesweep/core/archive/run-archive.ts'
import type { Context } from '@edgesweep/core/context.ts'
import { readOutletHistory } from '@edgesweep/core/history/read-outlet-history.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import type { Database } from '@edgesweep/db/database.ts'
import type { HistoryKind, HistoryPlace } from '@edgesweep/db/history-kind.ts'
import type { HistoryRow } from '@edgesweep/db/queries/history/read.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'

export interface Past {
  outlets: number
  /** Items per outlet. */
  items: number
  /** Days of history, up to yesterday. */
  days: number
  /** Changes of each item per day, and observations of each outlet per day. */
  changes: number
}

/** Writes past snapshots and platform status of the outlets `out_1`, `out_2`, … and the items `itm_1_1`, `itm_1_2`, … */
export async function fillPast(db: Database, { outlets, items, days, changes }: Past): Promise<void> {
  const times = sql`
    generate_series(1, ${days}::int) as d
    cross join generate_series(1, ${changes}::int) as c
    cross join lateral (
      select ((now() at time zone 'UTC')::date - d) at time zone 'UTC' + c * interval '86399.999999 s' / ${changes}::int as at
    ) t`
  await runStatement(
    db,
    'partitions of the past',
    sql`
      select make_partitions(k, (now() at time zone 'UTC')::date - ${days}::int, (now() at time zone 'UTC')::date)
      from unnest(array['snapshots', 'platform_status']) as k`,
  )
  await runStatement(
    db,
    'snapshots of the past',
    sql`
      insert into snapshots (item_id, outlet_id, observed_at, name, price_minor, currency, availability, listed, sweep_id)
      select 'itm_' || o || '_' || i, 'out_' || o, t.at, E'Käse “' || i || E'”\nbest \\\\ of ' || d,
        case when (d + i) % 7 > 0 then 100 + (d * 31 + c * 7 + i) % 900 end, case when (d + i) % 7 > 0 then 'EUR' end,
        (array['in_stock', 'out_of_stock', null])[1 + (d + c) % 3], (d + i) % 11 > 0, case when d % 2 = 0 then 'swp_' || d end
      from generate_series(1, ${outlets}::int) as o cross join generate_series(1, ${items}::int) as i cross join ${times}`,
  )
  await runStatement(
    db,
    'platform status of the past',
    sql`
      insert into platform_status (outlet_id, observed_at, online, sweep_id)
      select 'out_' || o, t.at, case when (o + d + c) % 5 > 0 then (o + d + c) % 2 = 0 end, 'swp_' || d
      from generate_series(1, ${outlets}::int) as o cross join ${times}`,
  )
}

/** Every page of a history, in order. */
export async function wholeHistory(
  ctx: Pick<Context, 'db' | 'files'>,
  kind: HistoryKind,
  filter: { outletId: string; itemId?: string; from?: string; to?: string; limit?: number },
): Promise<HistoryRow[]> {
  const { itemId = null, from = null, to = null, limit = 1_000, outletId } = filter
  const all: HistoryRow[] = []
  let before: HistoryPlace | null = null
  do {
    const page = await readOutletHistory(ctx, kind, { outletId, itemId, from, to, limit, before })
    all.push(...page.rows)
    before = page.next
  } while (before)
  return all
}

/** Runs the archive with a retention of this many days. */
export const archiveOlderThan = (
  ctx: Pick<Context, 'db' | 'files'>,
  days: number,
  options: Partial<ArchiveRunOptions> & { warned?: (fields: Record<string, unknown>) => void } = {},
) =>
  runArchive(
    {
      ...ctx,
      clock: systemClock,
      settings: settingsFrom({ SNAPSHOT_RETENTION_DAYS: String(days) }),
      log: { info: () => {}, warn: (_, fields = {}) => options.warned?.(fields), error: () => {} },
    },
    { budgetMs: 60_000, ...options },
  )

/** Expires the leases of all days, as after the death of their holders. */
export const expireArchives = (db: Database) =>
  db.execute(sql`update archives set lease_expires_at = now(), next_attempt_at = now() where status <> 'done'`)
