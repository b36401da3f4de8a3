import { currencyDigits } from './currency-digits.ts'
import { CURRENCY_SIGNS } from './currency-signs.ts'

/** A currency as written; `codes` are what it can stand for (none: withdrawn), `alone` the one meant when nothing else is known. */
export interface CurrencySign {
  raw: string
  codes: string[]
  alone: string | null
}

/** Words that are codes too: in running text they are words. */
const WORDS = new Set(['ALL', 'TOP', 'NOW', 'MRP'])

const exact = new Map(Object.entries(CURRENCY_SIGNS))
/** `KR` and `Euro` are currencies in any case; `LE`, `DEM` or `TL` only as capitals, being words otherwise. */
const anyCase = new Map(
  Object.entries(CURRENCY_SIGNS)
    .filter(([sign]) => !/^[A-Z.]+$/.test(sign))
    .map(([sign, codes]) => [sign.toLowerCase(), codes]),
)
const escaped = [...exact.keys()]
  .sort((a, b) => b.length - a.length)
  .map((sign) => sign.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
const SIGN = `(?:${escaped.join('|')}|[a-z]{3})`
const BEFORE = new RegExp(`((?<![\\p{L}\\p{M}])${SIGN}|\\p{Sc})[\\s:.]*$`, 'iu')
const AFTER = new RegExp(`^\\s*(${SIGN})(?![\\p{L}\\p{M}])`, 'iu')
const ANYWHERE = new RegExp(`((?<![\\p{L}\\p{M}])${SIGN}(?![\\p{L}\\p{M}])|\\p{Sc})`, 'giu')

function readSign(raw: string): CurrencySign | null {
  if (currencyDigits(raw) !== null && !WORDS.has(raw)) return { raw, codes: [raw], alone: raw }
  const listed = exact.get(raw) ?? anyCase.get(raw.toLowerCase())
  if (listed === undefined) return null
  const codes = listed.replace('!', '').split(' ').filter(Boolean)
  return { raw, codes, alone: codes.length === 1 || listed.includes('!') ? (codes[0] ?? null) : null }
}

/** The currency written directly before an amount. */
export const signAtEnd = (text: string): CurrencySign | null => signOf(BEFORE.exec(text.slice(-16)))

/** The currency written directly after an amount. */
export const signAtStart = (text: string): CurrencySign | null => signOf(AFTER.exec(text.slice(0, 16)))

const signOf = (match: RegExpExecArray | null): CurrencySign | null => (match ? readSign(match[1] as string) : null)

/** A currency given apart from the amount: a code in either case (`USD`, `usd`), a sign, or a text that holds one. */
export function findSign(text: string): CurrencySign | null {
  const trimmed = text.trim()
  const whole = readSign(trimmed.toUpperCase()) ?? readSign(trimmed)
  if (whole) return whole
  for (const match of trimmed.matchAll(ANYWHERE)) {
    const sign = readSign(match[1] as string)
    if (sign) return sign
  }
  return null
}
