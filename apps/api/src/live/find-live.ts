import type { ApiContext } from '../api.ts'

/** Looks something up by a live read; what the replica does not know may be new, and is asked of the primary before it counts as unknown. */
export async function findLive<T>(
  { reads }: Pick<ApiContext, 'reads'>,
  find: (db: ApiContext['reads']) => Promise<T | null>,
): Promise<T | null> {
  const found = await find(reads)
  if (found !== null || reads.answeredBy === 'primary') return found
  reads.isPrimaryOnly = true
  return find(reads)
}
