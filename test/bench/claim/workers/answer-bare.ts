import pg from 'pg'
import { numberOf } from '../record-ids.ts'
import { answerRuns } from './answer-runs.ts'
import { runLoops } from './claim-loops.ts'

/**
 * The simplest correct claim: a status for waiting records, rows locked by others skipped, completion by id. No lease, token,
 * attempts or return. Its statements are prepared once per connection.
 */
export function answerBare(table: string): Promise<void> {
  const claim = {
    name: 'claim',
    text: `
      update ${table} set status = 'processing'
      where id in (
        select id from ${table} where status = 'pending' order by id limit $1 for update skip locked
      )
      returning id`,
  }
  const complete = { name: 'complete', text: `update ${table} set status = 'completed' where id = any($1)` }
  return answerRuns(async ({ url, connections, batch }) => {
    const pool = new pg.Pool({ connectionString: url, max: connections })
    return {
      work: (run) =>
        runLoops(
          connections,
          {
            claim: async () => (await pool.query<{ id: string }>({ ...claim, values: [batch] })).rows,
            numberOf: ({ id }) => numberOf(id),
            complete: async (rows) =>
              (await pool.query({ ...complete, values: [rows.map(({ id }) => id)] })).rowCount ?? 0,
          },
          run,
        ),
    }
  })
}
