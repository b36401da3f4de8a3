/** What the table holds before: nothing, or the same rows with so many percent of them otherwise. */
export const cases = ['first', '0', '5', '100'] as const
export type Case = (typeof cases)[number]

/**
 * `floor`: the file by COPY as it is into an unlogged table, then the best single statement, without checks, rejects, checkpoints or
 * duplicates. `host`: ours on a host, by COPY. `edge`: ours as at the edge, cut into parts, statements over HTTP.
 */
export const arms = ['floor', 'host', 'edge'] as const
export type Arm = (typeof arms)[number]

/** One arm in one round. */
export interface Measured {
  seconds: number
  /** What each part of it took (s). */
  phases: Record<string, number>
  /** Most that the importing process had resident (bytes); null where there is none. */
  peakRssBytes: number | null
  /** What the table and its indexes grew by (bytes). */
  growthBytes: number
  /** Longest time between two commits while rows were merged (s); null where it is all one. */
  longestMerge: number | null
  /** What was not as it should be. */
  wrong: string[]
}
