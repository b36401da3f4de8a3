import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

/** An ended job as stored in Postgres. Times are epoch milliseconds. */
export interface EndedCart {
  id: string
  status: string
  term: string
  submittedAt: number
  /** Null when the job was cancelled before it began. */
  startedAt: number | null
  endedAt: number
}

/** A burst has stopped when no job has ended for this long. */
const stillMs = 120_000

/** The ended jobs of a burst in the order of acceptance. */
export async function readRows(db: pg.Pool, burst: string): Promise<EndedCart[]> {
  const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`
  const { rows } = await db.query<EndedCart>(
    `select id, status, spec->'items'->>0 as term, ${ms('submitted_at')} as "submittedAt",
       ${ms('started_at')} as "startedAt", ${ms('ended_at')} as "endedAt"
     from jobs where kind = 'cart' and spec->'metadata'->>'burst' = $1
     order by submitted_at, id`,
    [burst],
  )
  return rows
}

/** Waits until `count` jobs of a burst have ended. Throws when none ends for two minutes. */
export async function waitForEnds(
  db: pg.Pool,
  burst: string,
  wanted: number,
  say: (line: string) => void,
): Promise<void> {
  let seen = { count: -1, at: Date.now(), said: Date.now() }
  while (true) {
    const { rows } = await db.query<{ count: number }>(
      `select count(*)::int from jobs where kind = 'cart' and spec->'metadata'->>'burst' = $1`,
      [burst],
    )
    const { count } = rows[0]!
    const now = Date.now()
    if (count >= wanted) return
    if (count > seen.count) seen = { count, at: now, said: seen.said }
    if (now - seen.at > stillMs) throw new Error(`${burst}: ${count} of ${wanted} jobs have ended, and no other does.`)
    if (now - seen.said > 30_000) {
      say(`${burst}: ${count} of ${wanted} jobs have ended.`)
      seen.said = now
    }
    await sleep(wanted - count > 1_000 ? 1_000 : 200)
  }
}
