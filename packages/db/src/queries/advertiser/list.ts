import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

interface AdvertiserRow {
  advertiserId: string
  name: string
  normalizedName: string
  country: string | null
}

interface AdvertisersPage {
  /** The id of the last advertiser of the page before. */
  after: string | null
  limit: number
  /** Normalised, as the imports do. Null: whatever name. */
  normalizedName?: string | null
  country?: string | null
}

/** Advertisers in the order of their ids. */
export function listAdvertisers(db: Database, page: AdvertisersPage): Promise<AdvertiserRow[]> {
  const { after, limit, normalizedName = null, country = null } = page
  // Each filter only where it is asked for, so that its index serves it.
  const named = normalizedName === null ? sql`` : sql`and advertiser_name_normalized = ${normalizedName}`
  const placed = country === null ? sql`` : sql`and country = ${country}`
  return runStatement<AdvertiserRow>(
    db,
    'list-advertisers',
    sql`
      select advertiser_id as "advertiserId", advertiser_name as name, advertiser_name_normalized as "normalizedName", country
      from advertisers
      where advertiser_id > ${after ?? ''} ${named} ${placed}
      order by advertiser_id
      limit ${limit}::int`,
  )
}
