import type { ImportTarget, RowReader } from '../import-target.ts'
import { normalisedName } from './normalised-name.ts'

/** In UTF-16 units. A Postgres index row has at most 2,704 bytes, and a unit at most three. */
const longest = { advertiser_id: 200, advertiser_name: 500, advertiser_name_normalized: 500, country: 100 }

/**
 * Advertisers by `advertiser_id`. A missing `advertiser_name_normalized` is derived from the name. A country of two letters is a
 * code and becomes upper case. White space around cells is removed.
 */
export const advertisersTarget: ImportTarget = {
  columns: ['advertiser_id', 'advertiser_name', 'advertiser_name_normalized', 'country'],
  required: ['advertiser_id', 'advertiser_name'],
  fileColumns: ['advertiser_id', 'advertiser_name', 'advertiser_name_normalized', 'country'],
  rowReader(place): RowReader {
    const [idAt, nameAt] = [place('advertiser_id'), place('advertiser_name')]
    const [normalisedAt, countryAt] = [place('advertiser_name_normalized'), place('country')]
    return (cells) => {
      const id = cells[idAt]!.trim()
      if (id === '') return 'advertiser_id is empty'
      if (id.length > longest.advertiser_id) return tooLong('advertiser_id')
      const name = cells[nameAt]!.trim()
      if (name === '') return 'advertiser_name is empty'
      if (name.length > longest.advertiser_name) return tooLong('advertiser_name')
      const normalised = cells[normalisedAt]?.trim() || normalisedName(name)
      if (normalised.length > longest.advertiser_name_normalized) return tooLong('advertiser_name_normalized')
      const country = cells[countryAt]?.trim() ?? ''
      if (country.length > longest.country) return tooLong('country')
      return [id, name, normalised, isCode(country) ? country.toUpperCase() : country]
    }
  },
}

const tooLong = (column: keyof typeof longest): string => `${column} is longer than ${longest[column]} characters`

const isCode = (country: string): boolean => country.length === 2 && /^[a-z]{2}$/i.test(country)
