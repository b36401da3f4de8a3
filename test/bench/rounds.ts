/** A figure measured once per round. */
export interface Spread {
  median: number
  min: number
  max: number
}

/** The spread of `values`, which must not be empty. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]!
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]!
  return { median: (lower + upper) / 2, min: sorted[0]!, max: sorted.at(-1)! }
}

/**
 * Runs every arm once per round, one at a time, in an order that rotates by one each round, so that other load on the machine and the
 * leftovers of an arm affect all arms alike. Round 0 is the warm-up, unless none is needed, and its results are discarded.
 *
 * @param rounds the number of counted rounds
 * @returns the results of each arm, in the order of rounds
 */
export async function runInterleaved<A, R>(
  arms: readonly A[],
  rounds: number,
  run: (arm: A, round: number) => Promise<R>,
  { warmUp = true } = {},
): Promise<Map<A, R[]>> {
  const results = new Map<A, R[]>(arms.map((arm) => [arm, []]))
  for (let round = warmUp ? 0 : 1; round <= rounds; round += 1) {
    for (let step = 0; step < arms.length; step += 1) {
      const arm = arms[(round + step) % arms.length]!
      const result = await run(arm, round)
      if (round > 0) results.get(arm)!.push(result)
    }
  }
  return results
}
