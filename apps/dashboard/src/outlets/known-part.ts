const hour = 3_600

/** A stretch of time, in epoch seconds. */
export interface Span {
  from: number
  to: number
}

/** The part of a stretch in which something was known; `since` when: ISO 8601. Of what became known just now, its last minute. */
export const knownPart = ({ from, to }: Span, since: string): Span => ({
  from: Math.min(Math.max(from, Date.parse(since) / 1000), to - 60),
  to,
})

/** Hours of trends that show all since an instant, as few as will do, since those are finer; the most that is wanted where it is not known yet. */
export const trendHours = (since: string, now: number, most: number): number =>
  [1, 24].find((hours) => hours < most && now / 1000 - Date.parse(since) / 1000 < hours * hour) ?? most
