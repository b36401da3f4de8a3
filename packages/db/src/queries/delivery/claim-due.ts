import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { EventKind } from '../../event-kinds.ts'
import { isFree, type LeaseTerms, takeLease } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'

export interface ClaimedDelivery {
  id: string
  /** Sent as `webhook-id`. */
  eventId: string
  kind: EventKind
  endpointId: string | null
  url: string
  /** Secret that signs the body: of the endpoint, or of the API key for a job's own URL. Null when that is deleted. */
  secret: string | null
  /** The body to sign and send, as JSON text. It is the same for every attempt. */
  body: string
  /** Number among the endpoint's deliveries, from 1; null for a job's own URL. */
  sequence: number | null
  /** Number of this attempt, from 1; an attempt whose worker died counts, too. */
  attempt: number
  createdAt: string
}

/**
 * Claims due deliveries, longest due first. Deliveries to endpoints must be numbered. Deliveries to disabled endpoints become dead
 * instead, so the result may have fewer than `limit` rows although more are due.
 */
export function claimDueDeliveries(db: Database, claim: LeaseTerms & { limit: number }): Promise<ClaimedDelivery[]> {
  return runStatement<ClaimedDelivery>(
    db,
    'claim-due-deliveries',
    sql`
      with due as materialized (
        select d.id
        from deliveries d
        where d.status in ('pending', 'failed') and d.next_attempt_at <= now() and ${isFree('d.lease_expires_at')}
          and (d.endpoint_id is null or d.sequence is not null)
        order by d.next_attempt_at, d.sequence
        limit ${claim.limit}::int
        for no key update skip locked
      ),
      reachable as materialized (
        select due.id, coalesce(e.enabled, true) as enabled, coalesce(e.url, d.url) as url,
          coalesce(e.secret, k.webhook_secret) as secret
        from due
        join deliveries d on d.id = due.id
        left join webhook_endpoints e on e.id = d.endpoint_id
        left join api_keys k on k.id = d.key_id and d.endpoint_id is null
      ),
      buried as (
        update deliveries d set status = 'dead' from reachable r where d.id = r.id and not r.enabled
      ),
      leased as (
        update deliveries d
        set ${takeLease(claim)}, attempts = d.attempts + 1
        from reachable r
        where d.id = r.id and r.enabled
        returning d.id, d.event_id, d.kind, d.endpoint_id, r.url, r.secret, d.payload, d.sequence, d.attempts,
          d.created_at, d.next_attempt_at
      )
      select id, event_id as "eventId", kind, endpoint_id as "endpointId", url, secret, payload::text as body,
        sequence::float8, attempts as attempt, iso_time(created_at) as "createdAt"
      from leased
      order by next_attempt_at, sequence, id`,
  )
}
