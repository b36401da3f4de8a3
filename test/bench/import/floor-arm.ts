import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from } from 'pg-copy-streams'
import type { Case, Measured } from './arm.ts'

const columns = 'advertiser_id, advertiser_name, advertiser_name_normalized, country'
const names = 'advertiser_name, advertiser_name_normalized, country'
const prefixed = (table: string) => names.split(', ').map((name) => `${table}.${name}`)

/** The fastest statement for a table with rows. `insert … on conflict`, and `update` with `insert`, were slower. */
const merge = `
  merge into advertisers a using bench_stage s on a.advertiser_id = s.advertiser_id
  when matched and (${prefixed('a')}) is distinct from (${prefixed('s')})
    then update set (${names}) = (${prefixed('s')})
  when not matched then insert (${columns}) values (s.advertiser_id, ${prefixed('s')})`

/** For an empty table: the rows in key order, then the secondary indexes. */
const fill = [
  'drop index advertisers_by_name, advertisers_by_normalized_name, advertisers_by_country',
  `insert into advertisers (${columns}) select ${columns} from bench_stage order by advertiser_id`,
  ...['by_name', 'by_normalized_name', 'by_country'].map(
    (name) =>
      `do $$ begin execute (select definition from advertiser_indexes() where name = 'advertisers_${name}'); end $$`,
  ),
]

/** Loads the file in the least time, with as much memory for sorting and hashing as Edgesweep has. */
export async function runFloor(url: string, file: string, which: Case): Promise<Pick<Measured, 'seconds' | 'phases'>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query("set work_mem = '128MB'; set maintenance_work_mem = '128MB'")
    await client.query('create unlogged table bench_stage (like advertisers)')
    const begun = performance.now()
    const copy = client.query(from('copy bench_stage from stdin csv header'))
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), copy)
    const copied = performance.now()
    for (const statement of which === 'first' ? fill : [merge]) await client.query(statement)
    const ended = performance.now()
    return {
      seconds: (ended - begun) / 1000,
      phases: { copy: (copied - begun) / 1000, merge: (ended - copied) / 1000 },
    }
  } finally {
    await client.end()
  }
}
