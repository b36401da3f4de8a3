import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { kindText } from '../../fragments/kind-text.ts'
import { runStatement } from '../../run-statement.ts'

interface OutletTrend {
  outletId: string
  /** Times when the outlet went online (true) or offline (false), oldest first, in epoch seconds. */
  turns: Array<[at: number, online: boolean]>
  /**
   * Price changes by stretches of time, oldest first: the start of the stretch in epoch seconds, and the mean of ln(new price / old price)
   * over all listed items.
   */
  prices: Array<[at: number, change: number]>
}

interface TrendsWindow {
  /** The smallest id (`evt_…`) of the change events to read. */
  sinceId: string
  /** The length of a stretch in seconds. */
  stretchSeconds: number
}

/** Only this number of the newest change events is read. */
const mostEvents = 50_000

/** Status turns and price changes of each outlet that has change events. */
export function readTrends(db: Database, { sinceId, stretchSeconds }: TrendsWindow): Promise<OutletTrend[]> {
  return runStatement<OutletTrend>(
    db,
    'read-trends',
    sql`
      with recent as materialized (
        select outlet_id, kind, extract(epoch from observed_at)::float8 as at,
          (old #>> '{price,minor}')::float8 as old_minor, (new #>> '{price,minor}')::float8 as new_minor,
          old #>> '{price,currency}' = new #>> '{price,currency}' as comparable
        from change_events
        where id >= ${sinceId} and kind in (${kindText('outlet.online')}, ${kindText('outlet.offline')}, ${kindText('item.price_changed')})
        order by id desc
        limit ${mostEvents}::int
      ),
      turns as (
        select outlet_id, jsonb_agg(jsonb_build_array(at, kind = ${kindText('outlet.online')}) order by at) as list
        from recent
        where kind <> ${kindText('item.price_changed')}
        group by outlet_id
      ),
      stretches as (
        select outlet_id, floor(at / ${stretchSeconds}::float8) * ${stretchSeconds}::float8 as at, sum(ln(new_minor / old_minor)) as change
        from recent
        where kind = ${kindText('item.price_changed')} and comparable and old_minor > 0 and new_minor > 0
        group by 1, 2
      ),
      prices as (
        select s.outlet_id, jsonb_agg(jsonb_build_array(s.at, s.change / greatest(1, n.listed)) order by s.at) as list
        from stretches s
        join (
          select outlet_id, count(*) filter (where listed) as listed
          from items
          where outlet_id in (select outlet_id from stretches)
          group by outlet_id
        ) n using (outlet_id)
        group by s.outlet_id
      )
      select outlet_id as "outletId", coalesce(t.list, '[]') as turns, coalesce(p.list, '[]') as prices
      from turns t full join prices p using (outlet_id)
      order by outlet_id`,
  )
}
