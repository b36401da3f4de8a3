import { currencyDigits } from '@edgesweep/sites/price/minor-units.ts'
import type { Money } from '@edgesweep/sites/site/records.ts'

/** An amount in the browser's locale, with ISO 4217 decimals. `Intl` alone would use the fewer decimals of cash for some currencies. */
export function moneyText(money: Money | null): string {
  if (!money) return '–'
  const { minor, currency } = money
  const digits = currencyDigits(currency)
  if (digits === null) return `${minor} ${currency}`
  const format = new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return format.format(minor / 10 ** digits)
}
