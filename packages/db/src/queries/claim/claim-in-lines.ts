import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import {
  byShare,
  type ClaimedLine,
  chosenFromLines,
  claimedLine,
  type LineCursor,
  type LineShares,
  lineCursor,
} from '../../fragments/lines.ts'
import { type ClaimedRow, type ClaimTerms, claimFields, takeClaim } from '../../fragments/take-claim.ts'
import { runStatement } from '../../run-statement.ts'
import { type LinedPipeline, linesOf, pipelineTerms } from '../../schema/pipelines.ts'

interface RecordsInLines<Row extends ClaimedRow> extends LineCursor {
  records: Array<Row & ClaimedLine>
}

/** Claims due records along their lines. */
export async function claimInLines<Row extends ClaimedRow>(
  db: Database,
  pipeline: LinedPipeline,
  claim: ClaimTerms & LineShares,
): Promise<RecordsInLines<Row>> {
  const { table, claimable, work } = pipelineTerms(pipeline)
  const [row] = await runStatement<RecordsInLines<Row>>(
    db,
    'claim-in-lines',
    sql`
      with recursive ${chosenFromLines(linesOf(pipeline), claim)},
      due as materialized (
        select d.id from ${table} d where d.id in (select id from chosen) and d.status in ${claimable} for no key update skip locked
      ),
      taken as (
        update ${table} t set ${takeClaim(claim)} from due where t.id = due.id returning ${claimFields}, ${work}
      ),
      claimed as (
        select taken.*, ${claimedLine}, row_number() over (order by ${byShare}) as n from taken join chosen c on c.id = taken.id
      )
      select (select coalesce(jsonb_agg(to_jsonb(claimed) - 'n' order by n), '[]') from claimed) as records, ${lineCursor}`,
  )
  return row!
}
