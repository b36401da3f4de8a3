/** The pause that a `Retry-After` asks for, in seconds or as an HTTP date (RFC 9110, 10.2.3). In ms from `now`, one day at most; null when there is none or it makes no sense. */
export function retryAfterOf(headers: Headers, now: number): number | null {
  const header = headers.get('retry-after')
  if (header === null) return null
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return ms > 0 ? Math.min(ms, 86_400_000) : null
}
