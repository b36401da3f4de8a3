/** What is left of a binary fraction that was printed too exactly: 1.11000000000000009770, 19.989999999999998. */
const NOISE = /^(?:0{6,}|9{6,})\d*$/

/**
 * A plain decimal string in a currency's minor units: `12.5` with 2 digits is 1250. Null when it is not a whole number of
 * them (no rounding, but for the noise of binary fractions), or too large to be exact.
 */
export function toMinor(decimal: string, digits: number): number | null {
  const [whole = '', fraction = ''] = decimal.split('.')
  const rest = fraction.slice(digits)
  if (!/^0*$/.test(rest) && !NOISE.test(rest)) return null
  const kept = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'))
  const minor = Number(rest.startsWith('9') ? kept + 1n : kept)
  return Number.isSafeInteger(minor) ? minor : null
}
