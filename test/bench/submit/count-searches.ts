import type { BenchTown } from '../scrape/town.ts'

/** The town's searches since the last reset: the progress of a burst before Postgres has it. */
export async function countSearches({ origin }: Pick<BenchTown, 'origin'>): Promise<number> {
  const served = (await (await fetch(`${origin}/_town/served`)).json()) as { requests: Record<string, number> }
  return served.requests.search ?? 0
}
