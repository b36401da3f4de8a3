import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { EventKind } from '../../event-kinds.ts'
import { isFree, type LeaseTerms, takeLease } from '../../fragments/lease.ts'
import {
  byShare,
  type ClaimedLine,
  chosenFromLines,
  claimedLine,
  type LineCursor,
  type LinedTable,
  type LineShares,
  lineCursor,
} from '../../fragments/lines.ts'
import { receivers } from '../../fragments/receivers.ts'
import { runStatement } from '../../run-statement.ts'

export interface ClaimedDelivery extends ClaimedLine {
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
  /** Number of this attempt, from 1. An attempt whose worker died does not count. */
  attempt: number
  createdAt: string
}

export type DeliveryClaim = LeaseTerms & LineShares

export interface DeliveryClaims extends LineCursor {
  deliveries: ClaimedDelivery[]
}

const free = isFree('d.lease_expires_at')

/** Each receiver of webhooks has a line. Skips deliveries that have no number yet, or whose endpoint is disabled. */
const lined: LinedTable = {
  table: sql`deliveries`,
  line: sql`receiver_of(d.endpoint_id, d.key_id, d.url)`,
  owner: sql`coalesce(d.key_id, '')`,
  isOpen: sql`d.status in ('pending', 'failed')`,
  isReady: sql`
    (d.endpoint_id is null or d.sequence is not null)
    and not exists (select from webhook_endpoints e where e.id = d.endpoint_id and not e.enabled)`,
  isFree: free,
  position: sql`d.sequence`,
  verdicts: receivers,
}

/** Claims due deliveries along the lines of their receivers. */
export async function claimDueDeliveries(db: Database, claim: DeliveryClaim): Promise<DeliveryClaims> {
  const [row] = await runStatement<DeliveryClaims>(
    db,
    'claim-due-deliveries',
    sql`
      with recursive ${chosenFromLines(lined, claim)},
      due as materialized (
        select d.id from deliveries d where d.id in (select id from chosen) and ${lined.isOpen} and ${free}
        for no key update skip locked
      ),
      leased as (
        update deliveries d set ${takeLease(claim)} from due where d.id = due.id
        returning d.id, d.event_id, d.kind, d.endpoint_id, d.key_id, d.url, d.payload, d.sequence, d.attempts, d.created_at
      ),
      claimed as (
        select l.id, l.event_id as "eventId", l.kind, l.endpoint_id as "endpointId", coalesce(e.url, l.url) as url,
          coalesce(e.secret, k.webhook_secret) as secret, l.payload::text as body, l.sequence::float8, l.attempts + 1 as attempt,
          iso_time(l.created_at) as "createdAt", ${claimedLine}, row_number() over (order by ${byShare}) as n
        from leased l
        join chosen c on c.id = l.id
        left join webhook_endpoints e on e.id = l.endpoint_id
        left join api_keys k on k.id = l.key_id and l.endpoint_id is null
      )
      select (select coalesce(jsonb_agg(to_jsonb(claimed) - 'n' order by n), '[]') from claimed) as deliveries, ${lineCursor}`,
  )
  return row!
}
