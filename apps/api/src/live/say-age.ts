import type { Context } from 'hono'

/**
 * Says in `Age` (RFC 9111) how many seconds ago what is shown was last seen to be so; of several, the one seen longest ago. Both times are by the
 * database's clock. What was never seen has no age.
 */
export function sayAge(c: Context, now: string, seenAt: Array<string | null>): void {
  const times = seenAt.flatMap((time) => (time === null ? [] : [Date.parse(time)]))
  if (times.length === 0) return
  const seconds = Math.floor((Date.parse(now) - Math.min(...times)) / 1000)
  c.header('age', String(Math.max(0, seconds)))
}
