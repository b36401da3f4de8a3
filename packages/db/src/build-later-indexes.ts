import type pg from 'pg'
import { laterIndexes } from './later-indexes.ts'

/** Names of the later indexes that are missing, in order. One whose build was interrupted is missing, too. */
export async function listMissingIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select n.name from unnest($1::text[]) with ordinality as n(name, position)
     where not exists (select from pg_index where indexrelid = to_regclass(n.name) and indisvalid)
     order by n.position`,
    [Object.keys(laterIndexes)],
  )
  return rows.map(({ name }) => name)
}

/** Builds the missing indexes, while others write the tables. An interrupted build leaves an index that is not valid, which is built again. */
export async function buildLaterIndexes(client: pg.Client): Promise<void> {
  for (const name of await listMissingIndexes(client)) {
    await client.query(`drop index concurrently if exists ${name}`)
    await client.query(`create index concurrently ${name} on ${laterIndexes[name]}`)
  }
}
