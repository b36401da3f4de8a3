import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { upsertOutlets } from '@edgesweep/db/queries/outlet/upsert.ts'
import { outlets } from '@edgesweep/db/schema/outlets.ts'
import { inArray, sql } from 'drizzle-orm'

const monthSeconds = 2_592_000

/** Stores a town's outlets, by the connection string of a database, so that the clock does not sweep them meanwhile. */
export async function storeOutlets(
  url: string,
  towns: ReadonlyArray<{ id: string; name: string; url: string }>,
): Promise<void> {
  const connection = connectNodePostgres(url, { max: 1 })
  try {
    const rows = towns.map((one) => ({
      ...one,
      site: 'demo-town',
      options: {},
      timezone: 'UTC',
      intervalSeconds: monthSeconds,
      enabled: true,
      confirmations: 1,
    }))
    const ids = rows.map(({ id }) => id)
    // Not due for a moment: the clock of the stack runs.
    await connection.db.transaction(async (db) => {
      await upsertOutlets(db, { outlets: rows })
      const later = sql`now() + interval '30 days'`
      await db.update(outlets).set({ nextSweepAt: later }).where(inArray(outlets.id, ids))
    })
  } finally {
    await connection.close()
  }
}
