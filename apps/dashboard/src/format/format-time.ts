/** `3 s`, `4 min`, `2 h`, `5 d` */
export function shortTime(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 100) return `${seconds} s`
  if (seconds < 100 * 60) return `${Math.round(seconds / 60)} min`
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} d`
}

/** `0.8 s`, `12.3 s`, `4 min`. Never negative: the clock of the browser may be behind that of the database. */
export const duration = (ms: number): string =>
  ms < 60_000 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : shortTime(ms)

/** The time since an ISO 8601 instant; `now` in epoch milliseconds. */
export const ageOf = (instant: string, now: number): string => shortTime(now - Date.parse(instant))

/** The remaining time: `any moment`, `42 s`, `4:07 min`, `2 h` */
export function countdown(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds <= 0) return 'any moment'
  if (seconds < 100 || seconds >= 100 * 60) return shortTime(seconds * 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`
}

const instants = /\d{4}-\d\d-\d\dT[\d:]+(\.\d+)?Z/g

/** Replaces each ISO 8601 instant in a message with local time. The date is included unless it is today's. */
export const localTimes = (message: string, now: number): string =>
  message.replace(instants, (instant) => {
    const at = new Date(instant)
    return at.toDateString() === new Date(now).toDateString() ? at.toLocaleTimeString() : at.toLocaleString()
  })
