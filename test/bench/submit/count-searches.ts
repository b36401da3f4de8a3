import type { BenchTown } from '../scrape/town.ts'

/** How many searches the town has been asked for since it was last asked to forget: how far a burst is, before Postgres knows. */
export async function countSearches({ origin }: Pick<BenchTown, 'origin'>): Promise<number> {
  const served = (await (await fetch(`${origin}/_town/served`)).json()) as { requests: Record<string, number> }
  return served.requests.search ?? 0
}
