import { and, asc, eq, getTableColumns, gt } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers, type RowOf } from '../../fields.ts'
import { ifGiven } from '../../fragments/if-given.ts'
import { runStatement } from '../../run-statement.ts'
import { webhookEndpoints } from '../../schema/webhook-endpoints.ts'

const { secret: _, ...fields } = getTableColumns(webhookEndpoints)

interface WebhookEndpointsPage {
  keyId: string
  /** The id of the last endpoint on the previous page. */
  after?: string | null
  limit: number
}

/** The endpoints of an API key without their secrets, oldest first. */
export function listWebhookEndpoints(db: Database, page: WebhookEndpointsPage): Promise<Array<RowOf<typeof fields>>> {
  const listed = build
    .select(answers(fields))
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.keyId, page.keyId),
        ifGiven(page.after, (id) => gt(webhookEndpoints.id, id)),
      ),
    )
    .orderBy(asc(webhookEndpoints.id))
    .limit(page.limit)
  return runStatement(db, 'list-webhook-endpoints', listed)
}
