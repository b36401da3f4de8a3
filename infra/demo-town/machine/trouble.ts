/** Trouble: error answers that a test has requested. */
export interface Trouble {
  /** The HTTP status of the answers. */
  status: number
  /** The value of `Retry-After` in seconds; null omits the header. */
  retryAfter: number | null
  /** The end, in ms since the Unix epoch; null means until it is ended. */
  until: number | null
  /** The number of requests that it still affects; null means all. */
  left: number | null
  /** The prefix of the affected paths. */
  path: string
}

/** The trouble for later requests, and the trouble of this request (null if it is not affected). */
export interface TroubleStep {
  trouble: Trouble | null
  met: Trouble | null
}

const robotsPath = '/robots.txt'

/**
 * Determines whether trouble affects a request for `path` at `now` (ms since the Unix epoch). It affects `/robots.txt` only if the
 * trouble's path is exactly that.
 */
export function meetTrouble(trouble: Trouble | null, now: number, path: string): TroubleStep {
  const left = lasting(trouble, now)
  const spared = left === null || !path.startsWith(left.path) || (path === robotsPath && left.path !== robotsPath)
  if (spared) return { trouble: left, met: null }
  const fewer = left.left === null ? left : { ...left, left: left.left - 1 }
  return { trouble: lasting(fewer, now), met: left }
}

/** The trouble; null after its time or its number of requests is used up. */
export const lasting = (trouble: Trouble | null, now: number): Trouble | null =>
  trouble === null || trouble.left === 0 || (trouble.until !== null && now >= trouble.until) ? null : trouble
