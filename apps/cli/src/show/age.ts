/** How long ago a moment (ISO 8601) was at `now` (epoch milliseconds), as "45 s" or "12 min". */
export function age(since: string | null, now: number): string {
  return since === null ? '–' : duration((now - Date.parse(since)) / 1000)
}

/** Seconds, none where they are negative, as "45 s", "12 min" or "3 h". */
export function duration(given: number): string {
  const seconds = Math.max(0, Math.round(given))
  if (seconds < 120) return `${seconds} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`
}
