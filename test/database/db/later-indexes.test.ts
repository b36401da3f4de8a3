import { laterIndexes } from '@edgesweep/db/later-indexes.ts'
import { listPendingMigrations } from '@edgesweep/db/list-pending-migrations.ts'
import { migrate } from '@edgesweep/db/migrate.ts'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { testDatabase } from '../../support/postgres/postgres.ts'

let url: string
let clients: pg.Client[]

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  clients.push(client)
  await client.connect()
  return client
}

beforeEach(async () => {
  url = (await testDatabase()).url
  clients = []
  const client = await connect()
  await client.query(`drop index ${Object.keys(laterIndexes).join(', ')}`)
})
afterEach(() => Promise.all(clients.map((client) => client.end())))

const writes = {
  file_tasks: `insert into file_tasks (id, job_id, url, submitted_at) values (new_id('fil_'), new_id('job_'), 'https://a.example/a.jpg', now())`,
  outlet_pages: `
    insert into outlet_pages (sweep_id, outlet_id, observed_at, place, requested_url, via, url, status, content_type, file)
    values (new_id('swp_'), 'out_1', now(), 0, '', 'fetch', '', 200, 'text/html', new_id('pages/'))`,
}

/** A writer of a table that has not committed yet. Whoever builds an index of the table waits for it. */
async function openWriter(table: keyof typeof writes): Promise<pg.Client> {
  const client = await connect()
  await client.query(`begin; ${writes[table]}`)
  return client
}

/** The process that builds an index and waits for the writer. */
async function waitingBuild(client: pg.Client): Promise<number> {
  const find = async () =>
    client.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and query like 'create index%' and wait_event_type = 'Lock'`,
    )
  await expect.poll(async () => (await find()).rows, { timeout: 10_000 }).toHaveLength(1)
  return (await find()).rows[0]!.pid
}

test.each(['file_tasks', 'outlet_pages'] as const)(
  'while an index of %s waits for an open transaction, others write the table',
  async (table) => {
    const [open, other] = [await openWriter(table), await connect()]
    const migrated = migrate(url)
    await waitingBuild(other)
    await other.query(`set lock_timeout = '1s'`)
    await other.query(writes[table])
    await open.query('commit')
    await migrated
    expect(await listPendingMigrations(url)).toEqual([])
  },
)

test('an index whose build was killed counts as pending, and the next call builds it', async () => {
  const [open, other] = [await openWriter('file_tasks'), await connect()]
  const killed = expect(migrate(url)).rejects.toThrow('terminating connection')
  await other.query('select pg_terminate_backend($1)', [await waitingBuild(other)])
  await killed
  const left = await other.query(`select indexrelid::regclass::text as name from pg_index where not indisvalid`)
  expect(left.rows).toEqual([{ name: 'file_tasks_ended' }])
  expect(await listPendingMigrations(url)).toEqual(Object.keys(laterIndexes).map((name) => `index ${name}`))
  await open.query('rollback')
  await Promise.all([migrate(url), migrate(url)])
  expect(await listPendingMigrations(url)).toEqual([])
})
