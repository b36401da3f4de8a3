import { currencyDigits } from './minor-units.ts'

/**
 * Where an amount is written, which decides whether a dot before three digits separates thousands. `text`: in prose it does
 * (`1.299 €`). `markup`: unclear, since schema.org asks for a decimal dot but some shops write thousands. `number`: never in JSON.
 */
export type Notation = 'text' | 'markup' | 'number'

const THOUSANDS = /^(\d{1,3})(?:([ '’´`٬.,])\d{3})(?:\2\d{3})*$/
const INDIAN = /^\d{1,2}(?:,\d{2})*,\d{3}$/

function joinGroups(whole: string): string | null {
  if (/^\d+$/.test(whole)) return whole
  return THOUSANDS.test(whole) || INDIAN.test(whole) ? whole.replace(/\D/g, '') : null
}

/** The index where the fraction begins, -1 for none, null when it is ambiguous. */
function decimalAt(token: string, currency: string | null, notation: Notation): number | null {
  if (token.includes('٫')) return token.indexOf('٫')
  const dots = token.split('.').length - 1
  const commas = token.split(',').length - 1
  if (dots === 0 && commas === 0) return -1
  const at = Math.max(token.lastIndexOf('.'), token.lastIndexOf(','))
  const count = token[at] === '.' ? dots : commas
  if (count > 1) return dots > 0 && commas > 0 ? null : -1
  const head = token.slice(0, at)
  if (/\D/.test(head) || token.length - at !== 4 || !/^[1-9]\d{0,2}$/.test(head)) return at
  const meaning = threeDigitsAfter(token[at] as string, currency, notation)
  return meaning === 'fraction' ? at : meaning === 'thousands' ? -1 : null
}

/** One separator before exactly three digits (`1.299`, `1,299`): its meaning depends on the currency and the notation. */
function threeDigitsAfter(
  separator: string,
  currency: string | null,
  notation: Notation,
): 'fraction' | 'thousands' | null {
  if (notation === 'number') return 'fraction'
  const digits = currency === null ? null : currencyDigits(currency)
  if (digits === 3) return separator === '.' || currency === 'TND' ? 'fraction' : null
  if (digits === 0 || separator === ',') return 'thousands'
  return notation === 'text' ? 'thousands' : null
}

/** An amount (`1'049,95`, `1,20,000`, `.75`) as a plain decimal string; null when it is garbled or has two likely readings. */
export function readAmount(token: string, currency: string | null, notation: Notation): string | null {
  const at = decimalAt(token, currency, notation)
  if (at === null) return null
  const whole = at === -1 ? token : token.slice(0, at)
  const fraction = at === -1 ? '' : token.slice(at + 1)
  const joined = at === 0 ? '0' : joinGroups(whole)
  if (joined === null || /\D/.test(fraction)) return null
  return fraction === '' ? joined : `${joined}.${fraction}`
}
