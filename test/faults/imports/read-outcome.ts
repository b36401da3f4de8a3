import { isDeepStrictEqual } from 'node:util'
import pg from 'pg'

/** Everything that an import leaves behind. */
export interface Outcome {
  status: string
  rows: number
  /** The hash of all rows of the table, independent of their order. */
  hash: string
  counts: Record<string, number>
  rejects: string[]
  /** Valid indexes. */
  indexes: string[]
  /** Rows that are still staged, and imports with a lease. */
  left: number
  /** Deliveries of the import's `import.completed` to the one endpoint. */
  notified: number
}

/** The outcome of the last import of advertisers into a database. `rejects` is the content of its reject file. */
export async function readOutcome(databaseUrl: string, rejects: string): Promise<Outcome> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const one = async (sql: string, ...values: string[]) => (await client.query(sql, values)).rows[0]
    const { rows, hash } = await one(
      `select count(*)::int as rows, md5(string_agg(md5(a::text), '' order by advertiser_id)) as hash from advertisers a`,
    )
    const { id, status, ...counts } = await one(
      `select id, status, rows_read::int, inserted::int, updated::int, unchanged::int, rejected::int, duplicates::int
       from imports where target = 'advertisers' order by created_at desc limit 1`,
    )
    const { indexes } = await one(
      `select array_agg(indexrelid::regclass::text order by 1) as indexes from pg_index
       where indrelid = 'advertisers'::regclass and indisvalid`,
    )
    const { left } = await one(
      `select ((select count(*) from staged_advertisers) + (select count(*) from sorted_advertisers) + (select count(*) from import_markers)
        + (select count(*) from imports where lease_token is not null))::int as left`,
    )
    const { notified } = await one(
      `select count(*)::int as notified from deliveries where kind = 'import.completed' and payload -> 'data' ->> 'import_id' = $1`,
      id,
    )
    return { status, rows, hash, counts, rejects: rejects.trimEnd().split('\n').sort(), indexes, left, notified }
  } finally {
    await client.end()
  }
}

/** The differences between an outcome and the expected one, and contradictions between its own counts. */
export function differences(expected: Outcome, outcome: Outcome): string[] {
  const names = Object.keys(expected) as Array<keyof Outcome>
  const wrong = names.flatMap((name) => {
    if (isDeepStrictEqual(expected[name], outcome[name])) return []
    const [wanted, got] = [expected[name], outcome[name]].map((value) => JSON.stringify(value).slice(0, 300))
    return [`${name} is ${got}, not ${wanted}`]
  })
  const { rows_read, inserted, updated, unchanged, rejected } = outcome.counts as Record<string, number>
  const ended = inserted! + updated! + unchanged! + rejected!
  if (ended !== rows_read) wrong.push(`${ended} of ${rows_read} rows are accounted for`)
  if (outcome.rejects.length - 1 !== rejected)
    wrong.push(`${rejected} rejects are counted, and ${outcome.rejects.length - 1} in the reject file`)
  return wrong
}
