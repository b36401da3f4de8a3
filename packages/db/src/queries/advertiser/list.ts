import { and, asc, eq, gt } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers, type RowOf } from '../../fields.ts'
import { ifGiven } from '../../fragments/if-given.ts'
import { runStatement } from '../../run-statement.ts'
import { advertisers } from '../../schema/advertisers.ts'

interface AdvertisersPage {
  /** The id of the last advertiser on the previous page. */
  after: string | null
  limit: number
  /** As imports normalise names. Null: any name. */
  normalizedName?: string | null
  country?: string | null
}

const fields = {
  advertiserId: advertisers.advertiserId,
  name: advertisers.advertiserName,
  normalizedName: advertisers.advertiserNameNormalized,
  country: advertisers.country,
}

/** Advertisers by id, in byte order. */
export function listAdvertisers(db: Database, page: AdvertisersPage): Promise<Array<RowOf<typeof fields>>> {
  const { after, limit, normalizedName, country } = page
  const listed = build
    .select(answers(fields))
    .from(advertisers)
    .where(
      and(
        gt(advertisers.advertiserId, after ?? ''),
        ifGiven(normalizedName, (name) => eq(advertisers.advertiserNameNormalized, name)),
        ifGiven(country, (code) => eq(advertisers.country, code)),
      ),
    )
    .orderBy(asc(advertisers.advertiserId))
    .limit(limit)
  return runStatement(db, 'list-advertisers', listed)
}
