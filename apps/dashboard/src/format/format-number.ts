const format = new Intl.NumberFormat(undefined, {
  style: 'percent',
  signDisplay: 'exceptZero',
  maximumFractionDigits: 1,
})

/** A relative change: `+3.2 %`, `-1 %`, `0 %`. */
export const shareText = (change: number): string => format.format(change)

const endings: Record<string, string> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }
const plural = new Intl.PluralRules('en', { type: 'ordinal' })

/** `1st`, `22nd`, `25,000th` */
export const ordinal = (place: number): string => `${place.toLocaleString('en')}${endings[plural.select(place)]}`
