/** The table before the import: empty, or with the same rows of which this percentage differs. */
export const cases = ['first', '0', '5', '100'] as const
export type Case = (typeof cases)[number]

/**
 * `floor`: COPY into an unlogged table and the best single statement, without checks, rejects, checkpoints or duplicates.
 * `host`: Edgesweep on a host, by COPY. `edge`: Edgesweep as at the edge, cut into parts, with statements over HTTP.
 */
export const arms = ['floor', 'host', 'edge'] as const
export type Arm = (typeof arms)[number]

/** The figures of one arm in one round. */
export interface Measured {
  seconds: number
  /** The duration of each phase in seconds. */
  phases: Record<string, number>
  /** The peak resident memory of the importing process in bytes; null without such a process. */
  peakRssBytes: number | null
  /** The growth of the table and its indexes in bytes. */
  growthBytes: number
  /** The longest time between two commits during the merge, in seconds; null for a single commit. */
  longestMerge: number | null
  /** The violated expectations. */
  wrong: string[]
}
