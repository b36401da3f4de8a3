import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { upsertOutlets } from '@edgesweep/db/queries/outlet/upsert.ts'
import { outlets } from '@edgesweep/db/schema/outlets.ts'
import { inArray, sql } from 'drizzle-orm'

const monthSeconds = 2_592_000

/** Stores a town's outlets so that the scheduler does not sweep them. */
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
    // The outlets must never be due, because the scheduler runs and would sweep them.
    await connection.db.transaction(async (db) => {
      await upsertOutlets(db, { outlets: rows })
      const later = sql`now() + interval '30 days'`
      await db.update(outlets).set({ nextSweepAt: later }).where(inArray(outlets.id, ids))
    })
  } finally {
    await connection.close()
  }
}
