import pg from 'pg'
import type { Target } from './design.ts'
import type { TownTime } from './sweep-for.ts'

const mostWrong = 5

/** The differences between a design's database and the town after a sweep, at most a few. */
export async function checkTruth(
  database: string,
  { tick, town }: TownTime,
  targets: readonly Target[],
): Promise<string[]> {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  try {
    const ids = [targets.map(({ id }) => id)]
    const outlets = await client.query('select id, online from outlets where id = any($1)', ids)
    const items = await client.query(
      `select outlet_id, string_agg(concat_ws(' ', key, name, price_minor, currency, availability), '; ' order by key collate "C") as listing
       from items where outlet_id = any($1) and listed group by outlet_id`,
      ids,
    )
    const online = new Map<string, boolean | null>(outlets.rows.map((row) => [row.id, row.online]))
    const listings = new Map<string, string>(items.rows.map((row) => [row.outlet_id, row.listing]))
    const shown = new Map((await town.truth(tick)).map((outlet) => [outlet.slug, outlet]))
    return targets
      .flatMap(({ id, slug }) => {
        const truth = shown.get(slug)!
        if (online.get(id) !== truth.online) return [`${id} is stored online ${online.get(id)}, and is ${truth.online}`]
        // The menu of a closed outlet is not read.
        if (!truth.online) return []
        const listing = truth.items
          .toSorted((a, b) => (a.key < b.key ? -1 : 1))
          .map(({ key, name, minor, currency, availability }) => [key, name, minor, currency, availability].join(' '))
          .join('; ')
        return listing === listings.get(id) ? [] : [`${id} is stored as "${listings.get(id)}", and shows "${listing}"`]
      })
      .slice(0, mostWrong)
  } finally {
    await client.end()
  }
}
