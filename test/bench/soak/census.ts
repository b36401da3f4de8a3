import type pg from 'pg'

/** The rows and the size of a table, with its indexes and partitions. */
export interface TableUse {
  rows: number
  bytes: number
}

/** Tables that gain rows by design, with the setting or the constant that ends it. All other tables must stay as they are. */
export const histories: Record<string, string> = {
  jobs: 'JOB_RETENTION_DAYS',
  sweeps: 'for ever',
  deliveries: 'JOB_RETENTION_DAYS',
  delivery_attempts: 'JOB_RETENTION_DAYS',
  snapshots: 'SNAPSHOT_RETENTION_DAYS',
  platform_status: 'SNAPSHOT_RETENTION_DAYS',
  change_events: 'for ever',
  outlet_pages: 'PAGE_RETENTION_DAYS',
  creatives: 'for ever',
  pipeline_completions: '2 days',
  imports: 'for ever',
}

/** Counts the rows of every table. */
export async function takeCensus(db: pg.Pool): Promise<Map<string, TableUse>> {
  const { rows } = await db.query<{ name: string; bytes: number }>(`
    select coalesce(pg_partition_root(oid), oid)::regclass::text as name, sum(pg_total_relation_size(oid))::float8 as bytes
    from pg_class where relkind = 'r' and relnamespace in ('public'::regnamespace, 'partitions'::regnamespace) group by 1 order by 1`)
  const census = new Map<string, TableUse>()
  for (const { name, bytes } of rows) {
    const counted = await db.query<{ rows: number }>(`select count(*)::int as rows from ${name}`)
    census.set(name, { bytes, rows: counted.rows[0]!.rows })
  }
  return census
}

const mostShare = 1.25
const plusRows = 50
const plusBytes = 2 ** 20

/** Why a table has grown that should not have, or more than its rows; null if it is as it should be. */
export function judgeTable(name: string, before: TableUse, after: TableUse): string | null {
  if (!(name in histories) && after.rows > mostShare * before.rows + plusRows)
    return `${name} keeps no history and has ${after.rows} rows, ${before.rows} before`
  const byRows = Math.max(1, after.rows / Math.max(1, before.rows))
  if (after.bytes > mostShare * before.bytes * byRows + plusBytes)
    return `${name} has ${after.bytes} bytes for ${after.rows} rows, before ${before.bytes} for ${before.rows}`
  return null
}
