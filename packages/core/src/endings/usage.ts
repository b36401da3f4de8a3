/** What reading pages has cost so far, and whose robots.txt was not asked by the operator's decision. */
export interface Usage {
  browserMs: number
  requests: number
  bytes: number
  robotsIgnored: string[]
}

export const noUsage = (): Usage => ({ browserMs: 0, requests: 0, bytes: 0, robotsIgnored: [] })

/** Adds what more was used to a total, in place. */
export function addUsage(total: Usage, more: Usage): void {
  total.browserMs += more.browserMs
  total.requests += more.requests
  total.bytes += more.bytes
  // Neither a job that began under an earlier version nor a worker of one has a list.
  total.robotsIgnored = [...new Set([...(total.robotsIgnored ?? []), ...(more.robotsIgnored ?? [])])]
}
