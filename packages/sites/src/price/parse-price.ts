import { type Field, found, missing, unparsed } from '../site/field.ts'
import type { Money } from '../site/records.ts'
import { spend } from '../site/work-budget.ts'
import { type CurrencySign, findSign } from './find-sign.ts'
import { currencyDigits, toMinor } from './minor-units.ts'
import { type Notation, readAmount } from './read-amount.ts'
import { splitPrice } from './split-price.ts'

/** `currency`: a code or sign (`USD`, `US$`, `$`) that the page states apart from the price. */
export interface PriceHints {
  currency?: string | null
  notation?: Notation
}

/** "From 10" or "up to 10" is a bound; the price itself may differ. */
const BOUND =
  /^(?:from|ab|vanaf|dès|à partir d[e’']|desde|a partir de|da|od|от|från|fra|starting (?:at|from)|up to|bis(?: zu)?)(?!\p{L})/iu
/** In characters. Longer texts are not searched for a price. */
const LONGEST = 200

/** Steps to parse a price. */
const PARSE = 300

const FREE = /^(?:free|gratis|gratuit|kostenlos)[!.]?$/i

/** The one currency that all signs allow; null when they contradict one another or several remain. */
function resolveCurrency(signs: CurrencySign[]): string | null {
  const [first, ...others] = signs
  if (!first) return null
  const codes = others.reduce((left, sign) => left.filter((code) => sign.codes.includes(code)), first.codes)
  if (codes.length === 1) return codes[0] as string
  return signs.map(({ alone }) => alone).find((alone) => alone !== null && codes.includes(alone)) ?? null
}

/**
 * Reads a price in any locale's notation: `$1,299.00`, `1.299,00 €`, `CHF 1'049,95`, `12,000원`, `٤٥٫٥٠ د.إ`.
 * `missing`: the text is empty or a dash. `unparsed`: the price would be a guess, because the text has several amounts (a range,
 * an old and a new price), an unknown or ambiguous currency, a currency that contradicts the hint, or a fraction of the minor unit.
 */
export function parsePrice(text: string, hints: PriceHints = {}): Field<Money> {
  spend(PARSE + text.length)
  const raw = text.trim()
  if (raw.length > LONGEST) return unparsed(`${raw.slice(0, LONGEST)}…`)
  const hint = hints.currency ? findSign(hints.currency.slice(0, LONGEST)) : null
  if (hints.currency?.trim() && !hint) return raw === '' ? missing : unparsed(`${raw} ${hints.currency.trim()}`)
  const written = FREE.test(raw) ? [{ token: '0', signs: [] }] : splitPrice(raw)
  if (written === null || BOUND.test(raw)) return unparsed(raw)
  if (written.length === 0) return /[\p{L}\p{N}]/u.test(raw) ? unparsed(raw) : missing
  const currency = resolveCurrency([...written.flatMap(({ signs }) => signs), ...(hint ? [hint] : [])])
  if (currency === null) return unparsed(raw)
  const amounts = new Set(
    written.map(({ token }) => {
      const decimal = readAmount(token, currency, hints.notation ?? 'text')
      return decimal === null ? null : toMinor(decimal, currencyDigits(currency) as number)
    }),
  )
  const [minor] = amounts
  return amounts.size === 1 && minor !== null && minor !== undefined ? found({ minor, currency }) : unparsed(raw)
}
