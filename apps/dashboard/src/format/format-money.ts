import { currencyDigits } from '@edgesweep/sites/price/minor-units.ts'
import type { Money } from '@edgesweep/sites/site/records.ts'

/** An amount in the reader's notation. The digits are ISO 4217's: `Intl` gives some currencies those of their cash, which has fewer. */
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
