import { setTimeout as sleep } from 'node:timers/promises'
import { eventId } from '@edgesweep/core/job/event-id.ts'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { createWebhookEndpoint } from '@edgesweep/db/queries/endpoint/create.ts'
import { sql } from 'drizzle-orm'
import { eventually } from '../../support/eventually.ts'
import { quantile } from '../../support/quantiles.ts'
import type { Stack } from '../../support/stack/stack.ts'
import { ask } from '../../support/stack/stack-client.ts'
import type { Manner, Receiver } from './receivers.ts'

/** A cart of two terms: `job.started`, two times `job.item`, and `job.completed`. */
export const eventsOfCart = 4

export interface WebhookFaults {
  receivers: Receiver[]
  /** Carts of two terms, whose events all receivers get. */
  carts: number
  cartsPerSecond: number
  within: number
  say(line: string): void
}

export interface WebhookFaultsReport {
  deliveries: number
  /** By the manner of the receiver. Seconds from the moment when a delivery became due to its arrival. */
  arms: Array<{
    manner: Manner
    receivers: number
    due: number
    arrived: number
    p50: number
    p99: number
    requests: number
  }>
  /** Deliveries that arrived at no time although their receiver accepts them. */
  lost: number
  seconds: number
}

/** Sends the events of many carts to receivers of which some fail, and measures how late they arrive at the others. */
export async function runWebhookFaults(stack: Stack, options: WebhookFaults): Promise<WebhookFaultsReport> {
  const { receivers, say, within } = options
  const { db, close } = connectNodePostgres(stack.database, { max: 2 })
  const startedAt = Date.now()
  try {
    const { rows } = await db.execute<{ id: string }>(sql`select id from api_keys order by created_at limit 1`)
    await addEndpoints(db, rows[0]!.id, receivers)
    const ids = await submitCarts(stack, options)
    say(`submitted ${ids.length} carts`)
    const events = ids.flatMap((id) => Array.from({ length: eventsOfCart }, (_, n) => eventId(id, n + 1)))
    const living = receivers.filter(({ manner }) => manner !== 'dead')
    const missing = () => living.reduce((sum, { accepted }) => sum + events.filter((id) => !accepted.has(id)).length, 0)
    const ticker = setInterval(() => say(`${missing()} deliveries have not arrived`), 5_000)
    try {
      await eventually('every living receiver has every event', () => missing() === 0, { within })
    } catch (error) {
      say(String(error))
    } finally {
      clearInterval(ticker)
    }
    const due = await readDue(db, events)
    const arms = (['well', 'slow', 'flapping', 'dead'] as const).flatMap((manner) => {
      const chosen = receivers.filter((one) => one.manner === manner)
      return chosen.length === 0 ? [] : [armOf(manner, chosen, due)]
    })
    const seconds = Math.round((Date.now() - startedAt) / 1000)
    return { deliveries: receivers.length * events.length, arms, lost: missing(), seconds }
  } finally {
    await close()
  }
}

type Db = ReturnType<typeof connectNodePostgres>['db']

/** Adds an endpoint of a key for each receiver: `whe_fault_0` and so on. */
export async function addEndpoints(db: Db, keyId: string, receivers: Receiver[]): Promise<void> {
  for (const [n, { url }] of receivers.entries()) {
    const secret = `whsec_${Buffer.alloc(24, n + 1).toString('base64')}`
    await createWebhookEndpoint(db, {
      id: `whe_fault_${n}`,
      keyId,
      url,
      secret,
      events: ['job.started', 'job.item', 'job.completed'],
    })
  }
}

async function submitCarts(stack: Stack, { carts, cartsPerSecond }: WebhookFaults): Promise<string[]> {
  const ids: string[] = []
  const startedAt = Date.now()
  while (ids.length < carts) {
    const { body } = await ask(stack, 'POST', '/v1/jobs', { kind: 'cart', items: ['milk', 'eggs'], zipcode: '10001' })
    ids.push(body.id)
    await sleep(Math.max(0, startedAt + (ids.length / cartsPerSecond) * 1_000 - Date.now()))
  }
  return ids
}

/** When each event was stored, by its id: its deliveries were due from then on. Epoch milliseconds. */
export async function readDue(db: Db, events: string[]): Promise<Map<string, number>> {
  const { rows } = await db.execute<{ id: string; at: number }>(sql`
    select event_id as id, (extract(epoch from min(created_at)) * 1000)::float8 as at
    from deliveries where event_id = any (${sql.param(events)}) group by event_id`)
  return new Map(rows.map(({ id, at }) => [id, at]))
}

function armOf(manner: Manner, receivers: Receiver[], due: Map<string, number>) {
  const late = receivers.flatMap(({ accepted }) =>
    [...due].flatMap(([id, at]) => (accepted.has(id) ? [(accepted.get(id)! - at) / 1_000] : [])),
  )
  const at = (share: number) => (late.length === 0 ? 0 : Number(quantile(late, share).toFixed(2)))
  return {
    manner,
    receivers: receivers.length,
    due: receivers.length * due.size,
    arrived: late.length,
    p50: at(0.5),
    p99: at(0.99),
    requests: receivers.reduce((sum, one) => sum + one.requests, 0),
  }
}
