/** A figure measured once a round. */
export interface Spread {
  median: number
  min: number
  max: number
}

/** Of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]!
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]!
  return { median: (lower + upper) / 2, min: sorted[0]!, max: sorted.at(-1)! }
}

/**
 * Runs every arm once a round, one at a time, each round in an order turned by one: what the machine does besides, and what one arm
 * leaves behind for the next, then meets all of them. Round 0 warms them up, unless told not to, and its results are not given.
 *
 * @param rounds that count
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
