import type pg from 'pg'

/** Adds outlets that are one product each, and that the clock does not sweep. Returns their ids. */
export async function insertOutlets(db: pg.Pool, name: string, owner: string, urls: string[]): Promise<string[]> {
  const options = { page: { name: { css: '#name' } } }
  const { rows } = await db.query<{ id: string }>(
    `insert into outlets (id, site, name, url, options, interval_seconds, next_sweep_at, owner)
     select 'out_' || $1 || '_' || n, 'selectors', $1 || ' ' || n, url, $3, 864000, now() + interval '9 days', $4
     from unnest($2::text[]) with ordinality as given (url, n)
     returning id`,
    [name, urls, JSON.stringify(options), owner],
  )
  return rows.map(({ id }) => id)
}
