import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../../support/eventually.ts'
import type { BurstStack } from './burst-stack.ts'
import { type Cart, searchPathOf } from './carts.ts'

/** A cancelled job. Times are epoch milliseconds. */
export interface CancelledJob {
  id: string
  cart: Cart
  askedAt: number
  answeredAt: number
}

/** A search that had begun at the cancellation may wait this long for its permit. */
const begunMs = 500
/** For this long after the last cancellation, no search may arrive. */
const quietMs = 3_000

/** The errors of cancelled jobs, their numbers by status, and the delay of the last search after the answer. */
export async function checkCancelled(
  { db, town }: BurstStack,
  cancelled: readonly CancelledJob[],
): Promise<{ wrong: string[]; ended: Record<string, number>; latestArrivalMs: number }> {
  await sleep(quietMs)
  const ids = cancelled.map(({ id }) => id)
  const rows = await eventually('every cancelled job is on record', async () => {
    const found = await db.query<{ id: string; status: string }>('select id, status from jobs where id = any($1)', [
      ids,
    ])
    return found.rows.length === ids.length && found.rows
  })
  const gone = rows.filter(({ status }) => status === 'cancelled').map(({ id }) => id)
  const announced = await eventually('an announcement of every cancelled job', async () => {
    const found = await db.query<{ id: string; count: number }>(
      `select payload->'data'->>'job_id' as id, count(*)::int from deliveries
       where kind = 'job.cancelled' and payload->'data'->>'job_id' = any($1) group by 1`,
      [gone],
    )
    return found.rows.length === gone.length && found.rows
  })
  const wrong = announced.flatMap(({ id, count }) =>
    count === 1 ? [] : [`${id} was announced as cancelled ${count} times`],
  )
  const answered = new Map(
    cancelled.flatMap(({ cart, answeredAt }) => cart.terms.map((term) => [searchPathOf(term), answeredAt] as const)),
  )
  let latestArrivalMs = 0
  let late = 0
  for (const { path, at } of (await town.served()).arrivals) {
    const after = at - (answered.get(path) ?? Number.POSITIVE_INFINITY)
    latestArrivalMs = Math.max(latestArrivalMs, after)
    if (after > begunMs) late += 1
  }
  if (late > 0)
    wrong.push(
      `${late} searches came after their jobs had been cancelled, the last ${latestArrivalMs.toFixed(0)} ms after`,
    )
  const ended = Object.fromEntries(
    [...Map.groupBy(rows, ({ status }) => status)].map(([status, of]) => [status, of.length]),
  )
  return { wrong, ended, latestArrivalMs }
}
