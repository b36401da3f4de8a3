import { createHash } from 'node:crypto'
import type { Context } from '@edgesweep/core/context.ts'
import type { Database } from '@edgesweep/db/database.ts'
import { historyColumns } from '@edgesweep/db/fragments/history-columns.ts'
import type { HistoryKind } from '@edgesweep/db/history-kind.ts'
import type { HistoryRow } from '@edgesweep/db/queries/history/read.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { wholeHistory } from '../../support/archive-world.ts'

/** Hashes of histories by outlet and item. Platform status has the empty item. */
export type Histories = Map<string, Map<string, string>>

/** Hashes computed by the database while all rows are in the table. */
export async function storedHistories(db: Database, kind: HistoryKind): Promise<Histories> {
  const { key, row } = historyColumns[kind]
  const rows = await runStatement<{ outlet: string; key: string; hash: string }>(
    db,
    'histories',
    sql`
      select outlet, key, md5(string_agg(line, e'\n' order by observed_at desc)) as hash
      from (
        select outlet_id as outlet, observed_at, ${key} as key, (select row_to_json(r)::text from (select ${row}) r) as line
        from ${sql.identifier(kind)}
      ) lines
      group by outlet, key`,
  )
  const outlets = Map.groupBy(rows, ({ outlet }) => outlet)
  return new Map([...outlets].map(([outlet, of]) => [outlet, new Map(of.map(({ key, hash }) => [key, hash]))]))
}

const hashOf = (rows: HistoryRow[]) =>
  createHash('md5')
    .update(rows.map((row) => JSON.stringify(row)).join('\n'))
    .digest('hex')

/** The differences between an outlet's history as read now and the original one. With `itemId`, reads only that item's history. */
export async function checkHistory(
  ctx: Pick<Context, 'db' | 'files'>,
  kind: HistoryKind,
  whole: Histories,
  outletId: string,
  itemId?: string,
): Promise<string[]> {
  const rows = await wholeHistory(ctx, kind, { outletId, ...(itemId !== undefined && { itemId }) })
  const read = Map.groupBy(rows, (row) => row.item_id ?? '')
  const wanted = [...whole.get(outletId)!].filter(([key]) => itemId === undefined || key === itemId)
  if (read.size !== wanted.length) return [`${kind} of ${outletId}: ${read.size} histories, not ${wanted.length}`]
  return wanted.flatMap(([key, hash]) => {
    const found = read.get(key) ?? []
    return hashOf(found) === hash
      ? []
      : [`${kind} of ${outletId} ${key}: its ${found.length} rows differ from the original ones`]
  })
}
