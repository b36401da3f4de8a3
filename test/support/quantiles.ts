/** The value that a share `q` of the values does not exceed (nearest rank); NaN for no values. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN
}

/** Quantiles of durations in milliseconds. */
export interface Latency {
  n: number
  p50: number
  p99: number
  max: number
}

export const latencyOf = (values: readonly number[]): Latency => ({
  n: values.length,
  p50: quantile(values, 0.5),
  p99: quantile(values, 0.99),
  max: quantile(values, 1),
})
