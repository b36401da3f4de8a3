/** Trouble that the town has been told to make. */
export interface Trouble {
  /** HTTP status of the requests that meet it. */
  status: number
  /** Seconds, for `Retry-After`; null leaves the header out. */
  retryAfter: number | null
  /** Ends at this time, in ms since the Unix epoch; null lasts until it is ended. */
  until: number | null
  /** How many more requests meet it; null is all of them. */
  left: number | null
  /** Beginning of the paths that meet it. */
  path: string
}

/** The trouble that is left for later requests, and whether this one meets it. */
export interface TroubleStep {
  trouble: Trouble | null
  met: Trouble | null
}

const robotsPath = '/robots.txt'

/** One request for `path` at `now` (ms since the Unix epoch). `/robots.txt` is spared unless the trouble's path names it. */
export function meetTrouble(trouble: Trouble | null, now: number, path: string): TroubleStep {
  const left = lasting(trouble, now)
  const spared = left === null || !path.startsWith(left.path) || (path === robotsPath && left.path !== robotsPath)
  if (spared) return { trouble: left, met: null }
  const fewer = left.left === null ? left : { ...left, left: left.left - 1 }
  return { trouble: lasting(fewer, now), met: left }
}

/** The trouble, or null once its time or its requests are used up. */
export const lasting = (trouble: Trouble | null, now: number): Trouble | null =>
  trouble === null || trouble.left === 0 || (trouble.until !== null && now >= trouble.until) ? null : trouble
