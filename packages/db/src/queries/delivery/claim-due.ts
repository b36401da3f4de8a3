import { type SQL, sql } from 'drizzle-orm'
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
  /** Number of this attempt, from 1. An attempt whose worker died does not count. */
  attempt: number
  createdAt: string
  /** The line that the delivery waited in. */
  receiver: string
  /** Attempts in a row at this receiver that got no answer, 429 or 5xx. */
  failures: number
  /** The receiver is new, or its newest attempt failed or was slow. */
  isDoubtful: boolean
}

/** Which deliveries a worker may claim. */
export interface DeliveryClaim extends LeaseTerms {
  limit: number
  /** The most deliveries to doubtful receivers among them. */
  doubtful: number
  /** The most unfinished deliveries of one receiver. A receiver that is new or failed has one. */
  perReceiver: number
  /** The receiver that was served last. The receivers after it come first. Empty: begin anywhere. */
  after: string
}

/** The most receivers that one claim looks at. The next claims look at the others. */
const receiversAtOnce = 1_000

const isOpen = sql`d.status in ('pending', 'failed')`
const receiver = sql`receiver_of(d.endpoint_id, d.key_id, d.url)`
const firstReceiver = (condition: SQL): SQL =>
  sql`(select ${receiver} from deliveries d where ${isOpen} and ${condition} order by 1 limit 1)`

/**
 * Claims due deliveries, of each receiver in turn the one that is due longest. Unfinished claims stay at the head of their receiver's line, so that they
 * count against `perReceiver`. Two claims at the same moment may exceed it. Deliveries to endpoints must be numbered. Deliveries to disabled
 * endpoints become dead instead, so the result may have fewer than `limit` rows although more are due.
 */
export function claimDueDeliveries(db: Database, claim: DeliveryClaim): Promise<ClaimedDelivery[]> {
  const { limit, doubtful, perReceiver, after } = claim
  return runStatement<ClaimedDelivery>(
    db,
    'claim-due-deliveries',
    sql`
      with recursive walk (lap, receiver, step) as (
        (values (0, ${firstReceiver(sql`${receiver} > ${after}::text`)}, 1), (1, ${firstReceiver(sql`true`)}, 1))
        union all
        select w.lap, ${firstReceiver(sql`${receiver} > w.receiver`)}, w.step + 1
        from walk w
        where w.receiver is not null and w.step < ${receiversAtOnce}::int and (w.lap = 0 or w.receiver <= ${after}::text)
      ),
      lines as materialized (
        select w.lap, w.step, w.receiver, coalesce(r.failures, 0) as failures, (r.failures = 0) is not true as fails,
          (r.failures = 0 and not r.slow) is not true as doubtful
        from walk w
        left join webhook_receivers r on r.receiver = w.receiver
        where w.receiver is not null and (w.lap = 0 or w.receiver <= ${after}::text) and coalesce(r.rests_until <= now(), true)
      ),
      heads as materialized (
        select l.*, h.id, h.place
        from lines l
        cross join lateral (
          select d.id, row_number() over (order by d.next_attempt_at, d.sequence) as place, ${isFree('d.lease_expires_at')} as free
          from deliveries d
          where ${receiver} = l.receiver and ${isOpen} and d.next_attempt_at <= now() and (d.endpoint_id is null or d.sequence is not null)
          order by d.next_attempt_at, d.sequence
          limit case when l.fails then 1 else ${perReceiver}::int end
        ) h
        where h.free
      ),
      chosen as materialized (
        select * from (select *, row_number() over (partition by doubtful order by place, lap, step) as nth from heads) ranked
        where not doubtful or nth <= ${doubtful}::int
        order by place, lap, step
        limit ${limit}::int
      ),
      due as materialized (
        select d.id from deliveries d
        where d.id in (select id from chosen) and ${isOpen} and ${isFree('d.lease_expires_at')}
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
        set ${takeLease(claim)}
        from reachable r
        where d.id = r.id and r.enabled
        returning d.id, d.event_id, d.kind, d.endpoint_id, r.url, r.secret, d.payload, d.sequence, d.attempts, d.created_at
      )
      select l.id, l.event_id as "eventId", l.kind, l.endpoint_id as "endpointId", l.url, l.secret, l.payload::text as body,
        l.sequence::float8, l.attempts + 1 as attempt, iso_time(l.created_at) as "createdAt", c.receiver, c.failures, c.doubtful as "isDoubtful"
      from leased l
      join chosen c on c.id = l.id
      order by c.place, c.lap, c.step`,
  )
}
