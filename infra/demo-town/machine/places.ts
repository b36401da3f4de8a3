/** The price notation of a place. */
export interface Notation {
  /** A BCP 47 tag, which is also the page's `lang`. */
  locale: string
  /** ISO 4217. */
  currency: string
  /** Minor units per unit of the currency: 100 for cents, 1 if it has none. */
  unit: 1 | 100
  /** Minor units per US cent; approximate, for plausible prices. */
  perCent: number
  /** Prices are multiples of this number of minor units. */
  step: number
}

export interface Place {
  city: string
  /** IANA name. */
  timezone: string
  notation: Notation
}

const dollars: Notation = { locale: 'en-US', currency: 'USD', unit: 100, perCent: 1, step: 5 }
const euros: Notation = { locale: 'de-DE', currency: 'EUR', unit: 100, perCent: 1, step: 5 }
const yen: Notation = { locale: 'ja-JP', currency: 'JPY', unit: 1, perCent: 1.5, step: 10 }
const pounds: Notation = { locale: 'en-GB', currency: 'GBP', unit: 100, perCent: 0.8, step: 5 }

export const homePlaces: readonly Place[] = [
  { city: 'New York', timezone: 'America/New_York', notation: dollars },
  { city: 'Chicago', timezone: 'America/Chicago', notation: dollars },
  { city: 'Denver', timezone: 'America/Denver', notation: dollars },
  { city: 'Phoenix', timezone: 'America/Phoenix', notation: dollars },
  { city: 'Seattle', timezone: 'America/Los_Angeles', notation: dollars },
  { city: 'Honolulu', timezone: 'Pacific/Honolulu', notation: dollars },
]

export const farPlaces: readonly Place[] = [
  { city: 'München', timezone: 'Europe/Berlin', notation: euros },
  { city: 'Ōsaka', timezone: 'Asia/Tokyo', notation: yen },
  { city: 'Leeds', timezone: 'Europe/London', notation: pounds },
]
