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
  /** The maximum number of deliveries to doubtful receivers among them. */
  doubtful: number
  /** The maximum number of unfinished deliveries of one receiver. A receiver that is new or failed has one. */
  perReceiver: number
  /** The receivers after this name come first. Empty: begin at the first name. */
  after: string
}

export interface DeliveryClaims {
  deliveries: ClaimedDelivery[]
  /** The last receiver that the claim looked at: the place where the next claim begins. */
  after: string
  /** The claim has looked at every receiver with open deliveries. */
  isWholeLap: boolean
}

/** The maximum number of receivers that one claim looks at. */
const receiversAtOnce = 1_000

const isOpen = sql`d.status in ('pending', 'failed')`
const receiver = sql`receiver_of(d.endpoint_id, d.key_id, d.url)`
const firstReceiver = (condition: SQL): SQL =>
  sql`(select ${receiver} from deliveries d where ${isOpen} and ${condition} order by 1 limit 1)`

/**
 * Claims due deliveries in rounds: first each receiver's longest due delivery, then each receiver's next one. Doubtful receivers that were
 * never attempted take turns with the other doubtful ones, of which the one whose newest attempt is longest ago goes first. Unfinished
 * claims stay at the head of their receiver's line and count against `perReceiver`; two claims at the same moment may exceed it. Skips
 * deliveries that have no number yet, or whose endpoint is disabled.
 */
export async function claimDueDeliveries(db: Database, claim: DeliveryClaim): Promise<DeliveryClaims> {
  const { limit, doubtful, perReceiver, after } = claim
  const [row] = await runStatement<DeliveryClaims>(
    db,
    'claim-due-deliveries',
    sql`
      -- Each step finds the next receiver with open deliveries. The second lap begins at the first name and ends at the start.
      with recursive walk (lap, receiver, step) as (
        (values (0, ${firstReceiver(sql`${receiver} > ${after}::text`)}, 1), (1, ${firstReceiver(sql`true`)}, 1))
        union all
        select w.lap, ${firstReceiver(sql`${receiver} > w.receiver`)}, w.step + 1
        from walk w
        where w.receiver is not null and w.step < ${receiversAtOnce}::int and (w.lap = 0 or w.receiver <= ${after}::text)
      ),
      seen as materialized (
        select w.* from walk w
        where w.receiver is not null and (w.lap = 0 or w.receiver <= ${after}::text)
        order by w.lap, w.step
        limit ${receiversAtOnce}::int
      ),
      lines as materialized (
        select s.receiver, r.receiver is null as untried, r.changed_at as judged_at, coalesce(r.failures, 0) as failures,
          r.receiver is null or r.failures > 0 as limited, r.receiver is null or r.failures > 0 or r.slow as doubtful
        from seen s
        left join webhook_receivers r on r.receiver = s.receiver
        where r.rests_until is null or r.rests_until <= now()
      ),
      -- \`place\`: the delivery's place in its receiver's line, from 1.
      heads as materialized (
        select l.*, h.id, h.place, h.due_at
        from lines l
        cross join lateral (
          select d.id, d.next_attempt_at as due_at, row_number() over (order by d.next_attempt_at, d.sequence) as place,
            ${isFree('d.lease_expires_at')} as free
          from deliveries d
          where ${receiver} = l.receiver and ${isOpen} and d.next_attempt_at <= now() and (d.endpoint_id is null or d.sequence is not null)
            and not exists (select from webhook_endpoints e where e.id = d.endpoint_id and not e.enabled)
          order by d.next_attempt_at, d.sequence
          limit case when l.limited then 1 else ${perReceiver}::int end
        ) h
        where h.free
      ),
      chosen as materialized (
        select * from (
          select *, row_number() over (partition by doubtful order by turn, untried desc) as nth
          from (select *, row_number() over (partition by doubtful, untried order by place, judged_at, due_at) as turn from heads) turns
        ) ranked
        where not doubtful or nth <= ${doubtful}::int
        order by place, due_at
        limit ${limit}::int
      ),
      due as materialized (
        select d.id from deliveries d
        where d.id in (select id from chosen) and ${isOpen} and ${isFree('d.lease_expires_at')}
        for no key update skip locked
      ),
      leased as (
        update deliveries d set ${takeLease(claim)} from due where d.id = due.id
        returning d.id, d.event_id, d.kind, d.endpoint_id, d.key_id, d.url, d.payload, d.sequence, d.attempts, d.created_at
      ),
      claimed as (
        select l.id, l.event_id as "eventId", l.kind, l.endpoint_id as "endpointId", coalesce(e.url, l.url) as url,
          coalesce(e.secret, k.webhook_secret) as secret, l.payload::text as body, l.sequence::float8, l.attempts + 1 as attempt,
          iso_time(l.created_at) as "createdAt", c.receiver, c.failures, c.doubtful as "isDoubtful",
          row_number() over (order by c.place, c.due_at, l.id) as n
        from leased l
        join chosen c on c.id = l.id
        left join webhook_endpoints e on e.id = l.endpoint_id
        left join api_keys k on k.id = l.key_id and l.endpoint_id is null
      )
      select (select coalesce(jsonb_agg(to_jsonb(claimed) - 'n' order by n), '[]') from claimed) as deliveries,
        coalesce((select receiver from seen order by lap desc, step desc limit 1), '') as after,
        (select count(*) from seen) < ${receiversAtOnce}::int as "isWholeLap"`,
  )
  return row!
}
