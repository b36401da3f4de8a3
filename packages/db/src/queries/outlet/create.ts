import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type OutletRow, outletColumns } from '../../rows/outlet-row.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

export interface NewOutlet {
  /** `out_…` */
  id: string
  site: string
  name: string
  url: string
  options: unknown
  /** IANA name. */
  timezone: string
  intervalSeconds: number
  enabled: boolean
  /** How many observations in a row must agree before a change is told, 1 to 10. */
  confirmations: number
}

/** Stores an outlet, due at once. Where the site has an outlet with that URL already, that one is given, unchanged, and `created` is false. */
export async function createOutlet(db: Database, outlet: NewOutlet): Promise<OutletRow & { created: boolean }> {
  // An update of nothing, because "do nothing" returns no row; a row that was inserted has no xmax.
  const rows = await runStatement<OutletRow & { created: boolean }>(
    db,
    'create-outlet',
    sql`
      insert into outlets as o (id, site, name, url, options, timezone, interval_seconds, enabled, confirmations)
      values (
        ${outlet.id}, ${outlet.site}, ${outlet.name}, ${outlet.url}, ${storableJson(outlet.options ?? {})}::jsonb,
        ${outlet.timezone}, ${outlet.intervalSeconds}::int, ${outlet.enabled}::boolean, ${outlet.confirmations}::int
      )
      on conflict (site, url) do update set site = o.site
      returning ${outletColumns}, o.xmax = 0 as created`,
  )
  return rows[0]!
}
