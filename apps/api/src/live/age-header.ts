import type { Context } from 'hono'

/**
 * Sets the `Age` header (RFC 9111): the seconds since the oldest of the observations in `seenAt`. Null means never observed. All times are from the
 * database's clock.
 */
export function setAge(c: Context, now: string, seenAt: Array<string | null>): void {
  const times = seenAt.flatMap((time) => (time === null ? [] : [Date.parse(time)]))
  if (times.length === 0) return
  const seconds = Math.floor((Date.parse(now) - Math.min(...times)) / 1000)
  c.header('age', String(Math.max(0, seconds)))
}
