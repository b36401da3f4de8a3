/** The cost of reading pages so far, and the hosts whose robots.txt was ignored by the operator's decision. */
export interface Usage {
  browserMs: number
  requests: number
  bytes: number
  robotsIgnored: string[]
}

export const noUsage = (): Usage => ({ browserMs: 0, requests: 0, bytes: 0, robotsIgnored: [] })

/** Adds to a total, in place. */
export function addUsage(total: Usage, more: Usage): void {
  total.browserMs += more.browserMs
  total.requests += more.requests
  total.bytes += more.bytes
  // A job or a worker of an earlier version has no list.
  total.robotsIgnored = [...new Set([...(total.robotsIgnored ?? []), ...(more.robotsIgnored ?? [])])]
}
