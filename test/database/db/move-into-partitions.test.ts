import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { testDatabase } from '../../support/postgres/postgres.ts'

const folder = new URL('../../../packages/db/src/migrations/', import.meta.url)

test('the migration to partitions moves existing rows into the partitions of their UTC days', async () => {
  const { url } = await testDatabase({ empty: true })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
    for (const name of names.filter((name) => name <= '0012_partitions.sql')) {
      if (name === '0012_partitions.sql')
        await client.query(`
          insert into snapshots (item_id, outlet_id, observed_at, name, listed)
          values ('itm_1', 'out_1', '2026-01-31T23:59:59.999999Z', 'a', true), ('itm_1', 'out_1', '2026-02-01T00:00:00Z', 'b', true);
          insert into platform_status (outlet_id, observed_at, online) values ('out_1', '2026-02-01T12:00:00Z', true)`)
      await client.query(`set timezone to 'America/New_York'; ${await readFile(new URL(name, folder), 'utf8')}`)
    }
    const { rows } = await client.query(`
      select tableoid::regclass::text as partition, name from snapshots
      union all select tableoid::regclass::text, online::text from platform_status order by 1`)
    expect(rows).toEqual([
      { partition: 'partitions.platform_status_20260201', name: 'true' },
      { partition: 'partitions.snapshots_20260131', name: 'a' },
      { partition: 'partitions.snapshots_20260201', name: 'b' },
    ])
  } finally {
    await client.end()
  }
})
