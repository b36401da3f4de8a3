import type { Database } from '@edgesweep/db/database.ts'
import { claimDueDeliveries } from '@edgesweep/db/queries/delivery/claim-due.ts'
import { numberDeliveries } from '@edgesweep/db/queries/delivery/number.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'

/** Numbers and claims due deliveries, as if every receiver had answered at once so far. */
export async function claimDeliveries(db: Database, token: string, { limit = 100, leaseSeconds = 60 } = {}) {
  await numberDeliveries(db, { limit: 1_000 })
  await trustReceivers(db)
  const lines = { doubtful: 0, doubtfulPerOwner: 0, holding: [], perLine: 1_000, after: '' }
  return (await claimDueDeliveries(db, { token, limit, leaseSeconds, ...lines })).deliveries
}

/** Records that every receiver of a delivery answered at once. */
export const trustReceivers = (db: Database) =>
  runStatement(
    db,
    'trust receivers',
    sql`
      insert into webhook_receivers (receiver) select distinct receiver_of(endpoint_id, key_id, url) from deliveries
      on conflict (receiver) do update set failures = 0, slow = false, rests_until = now()`,
  )
