/** Random numbers in [0, 1), the same for the same seed. Algorithm: mulberry32 (Tommy Ettinger, 2017, public domain). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Lognormal times with this mean. `sigma` is the standard deviation of their logarithms. Algorithm: Box and Muller's transform. */
export function lognormal(mean: number, sigma: number, random: () => number): () => number {
  const mu = Math.log(mean) - (sigma * sigma) / 2
  return () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    return Math.exp(mu + sigma * normal)
  }
}
