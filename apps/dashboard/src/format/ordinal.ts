const endings: Record<string, string> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }
const plural = new Intl.PluralRules('en', { type: 'ordinal' })

/** `1st`, `22nd`, `25,000th` */
export const ordinal = (place: number): string => `${place.toLocaleString('en')}${endings[plural.select(place)]}`
