import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers, type RowOf } from '../../fields.ts'
import { ifGiven } from '../../fragments/if-given.ts'
import { runStatement } from '../../run-statement.ts'
import { deliveries, deliveryAttempts } from '../../schema/deliveries.ts'

const lastAttempt = build
  .select({ statusCode: deliveryAttempts.statusCode, error: deliveryAttempts.error })
  .from(deliveryAttempts)
  .where(eq(deliveryAttempts.deliveryId, deliveries.id))
  .orderBy(desc(deliveryAttempts.attempt))
  .limit(1)
  .as('last_attempt')

const fields = {
  id: deliveries.id,
  eventId: deliveries.eventId,
  kind: deliveries.kind,
  endpointId: deliveries.endpointId,
  url: deliveries.url,
  keyId: deliveries.keyId,
  /** Number among the endpoint's deliveries, from 1; null before `numberDeliveries`, and for a job's own URL. */
  sequence: deliveries.sequence,
  status: deliveries.status,
  attempts: deliveries.attempts,
  nextAttemptAt: deliveries.nextAttemptAt,
  createdAt: deliveries.createdAt,
  deliveredAt: deliveries.deliveredAt,
  /** HTTP status of the newest recorded attempt. */
  lastStatusCode: sql<number | null>`${lastAttempt.statusCode}`,
  /** Of the newest attempt, or why nothing could be sent since. */
  lastError: sql<string | null>`coalesce(${deliveries.outage}, ${lastAttempt.error})`,
}

type DeliveryRow = RowOf<typeof fields>

interface DeliveriesPage {
  /** Null: the deliveries of all API keys. */
  keyId: string | null
  endpointId?: string | null
  status?: DeliveryRow['status'] | null
  /** The id of the last delivery on the previous page. */
  before?: string | null
  limit: number
}

/** Deliveries, newest first. */
export function listDeliveries(db: Database, page: DeliveriesPage): Promise<DeliveryRow[]> {
  const listed = build
    .select(answers(fields))
    .from(deliveries)
    .leftJoinLateral(lastAttempt, sql`true`)
    .where(
      and(
        ifGiven(page.keyId, (id) => eq(deliveries.keyId, id)),
        ifGiven(page.endpointId, (id) => eq(deliveries.endpointId, id)),
        ifGiven(page.status, (status) => eq(deliveries.status, status)),
        ifGiven(page.before, (id) => lt(deliveries.id, id)),
      ),
    )
    .orderBy(desc(deliveries.id))
    .limit(page.limit)
  return runStatement(db, 'list-deliveries', listed)
}
