import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import type { KeptPage } from './record.ts'

/** The pages that a sweep read of an outlet last, in the order of reading; none when none is kept. `observedAt`: ISO 8601, the same for all. */
export function readOutletPages(
  db: Database,
  { outletId, sweepId }: { outletId: string; sweepId: string },
): Promise<Array<KeptPage & { observedAt: string }>> {
  return runStatement<KeptPage & { observedAt: string }>(
    db,
    'read-outlet-pages',
    sql`
      select requested_url as "requestedUrl", via, url, status, content_type as "contentType", file,
        iso_time(observed_at) as "observedAt"
      from outlet_pages
      where sweep_id = ${sweepId} and outlet_id = ${outletId}
        and observed_at = (
          select max(observed_at) from outlet_pages where sweep_id = ${sweepId} and outlet_id = ${outletId}
        )
      order by place`,
  )
}
