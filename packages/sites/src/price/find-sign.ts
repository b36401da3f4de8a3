import { CURRENCY_SIGNS } from './currency-signs.ts'
import { currencyDigits } from './minor-units.ts'

/** A currency as written. `codes` are its possible meanings (empty: withdrawn); `alone` is its meaning without further hints. */
export interface CurrencySign {
  raw: string
  codes: string[]
  alone: string | null
}

/** Currency codes that are also common words in running text. */
const WORDS = new Set(['ALL', 'TOP', 'NOW', 'MRP'])

const exact = new Map(Object.entries(CURRENCY_SIGNS))
/** Most signs are read in any case (`KR`, `Euro`). All-capital ones are not, because `LE`, `DEM` or `TL` are also words. */
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

/** The currency directly before an amount. */
export const signAtEnd = (text: string): CurrencySign | null => signOf(BEFORE.exec(text.slice(-16)))

/** The currency directly after an amount. */
export const signAtStart = (text: string): CurrencySign | null => signOf(AFTER.exec(text.slice(0, 16)))

const signOf = (match: RegExpExecArray | null): CurrencySign | null => (match ? readSign(match[1] as string) : null)

/** The currency in a text without an amount: a code in either case (`USD`, `usd`), a sign, or a text that contains one. */
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
