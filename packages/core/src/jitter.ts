/** A factor from 0.9 to 1.1 for a pause, so that callers do not come back together. `random` is in [0, 1). */
export const jitter = (random: number): number => 0.9 + 0.2 * random
