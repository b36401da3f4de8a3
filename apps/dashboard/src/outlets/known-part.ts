const hour = 3_600

/** A period in epoch seconds. */
export interface Span {
  from: number
  to: number
}

/** The part of a period after `since` (ISO 8601), the outlet's creation; at least the last minute. */
export const knownPart = ({ from, to }: Span, since: string): Span => ({
  from: Math.min(Math.max(from, Date.parse(since) / 1000), to - 60),
  to,
})

/**
 * The period of trends to request, in hours: the shortest that reaches back to `since`, because shorter ones are finer; `max` if `since` is empty.
 * @param now epoch milliseconds
 */
export const trendHours = (since: string, now: number, max: number): number =>
  [1, 24].find((hours) => hours < max && now / 1000 - Date.parse(since) / 1000 < hours * hour) ?? max
