import { data } from 'currency-codes'

/** Codes that name no money one can pay with: metals, bond units, testing, "no currency". */
const NOT_MONEY = /^X(?!AF|CD|CG|OF|PF)/

/** ISO 4217 list one, and its 2025 amendment 176 (XCG), which the library's edition of 2024 precedes. */
const digits = new Map<string, number>([
  ...data.filter(({ code }) => !NOT_MONEY.test(code)).map(({ code, digits }) => [code, digits] as const),
  ['XCG', 2],
])

/** How many digits the currency's minor unit has (USD 2, JPY 0, KWD 3); null when `code` is no ISO 4217 currency. */
export const currencyDigits = (code: string): number | null => digits.get(code) ?? null
