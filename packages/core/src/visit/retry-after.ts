/** A `Retry-After` in seconds or as an HTTP date (RFC 9110, 10.2.3), in ms from now, a day at most; null for none that can be meant. */
export function retryAfterOf(headers: Headers, now: number): number | null {
  const header = headers.get('retry-after')
  if (header === null) return null
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return ms > 0 ? Math.min(ms, 86_400_000) : null
}
