import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ImportBlocks, type ImportRange, inBlocks } from '../../fragments/import-range.ts'
import { stagedColumns } from '../../fragments/staged-batch.ts'
import type { ImportTable } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

/** A row that is not merged, because a later row of the file has the same key. */
interface SupersededRow {
  line: number
  /** The line of that later row. */
  supersededBy: number
  /** Values in the order of `stagedColumns`. */
  cells: Array<string | null>
}

/** Reads the bounds and counts of a range of an import's sorted rows, for `merge…Range`. */
export async function readImportRange(
  db: Database,
  { table, blocks }: { table: ImportTable; blocks: ImportBlocks },
): Promise<Omit<ImportRange, 'rejectFile'> & { superseded: SupersededRow[] }> {
  const sorted = sql.identifier(`sorted_${table}`)
  const rows = await runStatement<Omit<ImportRange, 'rejectFile'> & { superseded: SupersededRow[] }>(
    db,
    'read-import-range',
    sql`
      select ${blocks.fromBlock}::int as "fromBlock", ${blocks.toBlock}::int as "toBlock",
        found.*, low.key as "lowKey", next.key as "nextKey", next.line::float8 as "nextLine"
      from (
        select (count(*) - count(s.superseded_by))::int as rows, count(s.superseded_by)::int as duplicates,
          coalesce(
            jsonb_agg(jsonb_build_object('line', s.line, 'supersededBy', s.superseded_by, 'cells', ${cellsOf(table)}))
              filter (where s.superseded_by is not null),
            '[]'
          ) as superseded
        from ${sorted} s
        where ${inBlocks(blocks)}
      ) found
      left join ${sorted} low on low.ctid = ${firstOf(blocks.fromBlock)}::tid
      left join ${sorted} next on next.ctid = ${firstOf(blocks.toBlock)}::tid`,
  )
  return rows[0]!
}

/** The `ctid` of the first row of a block. One statement wrote the table, so every block has a first row. */
const firstOf = (block: number) => `(${block},1)`

/** The cells of a sorted row. The sorted rows of advertisers contain `advertiser_id` only as `key`. */
function cellsOf(table: ImportTable): SQL {
  const names = stagedColumns[table].map((name) => (name === 'advertiser_id' ? 's.key' : `s.${name}`))
  return sql.raw(`jsonb_build_array(${names.join(', ')})`)
}
