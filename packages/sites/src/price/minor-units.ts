import { data } from 'currency-codes'

/** The tail of a binary fraction that was printed too precisely: 1.11000000000000009770, 19.989999999999998. */
const NOISE = /^(?:0{6,}|9{6,})\d*$/

/**
 * A plain decimal string in a currency's minor units: `12.5` with 2 digits is 1250. Null when it is not a whole number of
 * units, except for the tail of a binary fraction, or when it exceeds the safe integers.
 */
export function toMinor(decimal: string, digits: number): number | null {
  const [whole = '', fraction = ''] = decimal.split('.')
  const rest = fraction.slice(digits)
  if (!/^0*$/.test(rest) && !NOISE.test(rest)) return null
  const kept = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'))
  const minor = Number(rest.startsWith('9') ? kept + 1n : kept)
  return Number.isSafeInteger(minor) ? minor : null
}

/** Codes that are not money for payments: metals, bond units, testing, "no currency". */
const NOT_MONEY = /^X(?!AF|CD|CG|OF|PF)/

/** ISO 4217 list one. Amendment 176 (2025, XCG) is added here, because the library's edition is of 2024. */
const digits = new Map<string, number>([
  ...data.filter(({ code }) => !NOT_MONEY.test(code)).map(({ code, digits }) => [code, digits] as const),
  ['XCG', 2],
])

/** The number of digits of a currency's minor unit (USD 2, JPY 0, KWD 3); null when `code` is not an ISO 4217 currency. */
export const currencyDigits = (code: string): number | null => digits.get(code) ?? null
