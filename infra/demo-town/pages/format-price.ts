import type { Notation } from '../machine/places.ts'

/** The price in the place's notation: `$1,299.00`, `1.299,00 €`, `¥1,200`, `£3.50`. */
export const formatPrice = (minor: number, { locale, currency, unit }: Notation): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency }).format(minor / unit)

/** The price as a decimal number for machines: `1299.00`, `1200`. */
export const decimalPrice = (minor: number, { unit }: Notation): string => (minor / unit).toFixed(unit === 1 ? 0 : 2)
