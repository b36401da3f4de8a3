import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Stack } from '../../support/stack/stack.ts'
import { findsLockWait } from '../find-lock-wait.ts'
import { LoadClient } from '../load-client.ts'
import { type LockWait, lockLogSettings, readLockWaits } from '../lock-waits.ts'

/** The lock waits of more than 10 ms on a stack's Postgres. */
export interface LockWaits {
  /** The waits since the last call. */
  more(): LockWait[]
  /** Makes one role wait for another, and returns whether the log showed the wait. */
  findsOne(): Promise<boolean>
}

const patienceMs = 5_000
/** Separate roles, because the product's roles have no free connection while its pools hold theirs. */
const [holder, waiter] = [{ name: 'bench_holder' }, { name: 'bench_waiter' }]

/** Makes a stack's Postgres log lock waits with the waiting and the holding role. */
export async function followLockWaits({ home, database, api, key }: Stack): Promise<LockWaits> {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  try {
    for (const [name, value] of Object.entries(lockLogSettings))
      await client.query(`alter system set ${name} = '${value}'`)
    for (const { name } of [holder, waiter]) {
      await client.query(`create role ${name} login password 'bench'`)
      await client.query(`grant select, update on outlets to ${name}`)
    }
    await client.query('select pg_reload_conf()')
    // The role is logged when a connection opens, so existing connections must be opened again.
    await client.query(`
      select pg_terminate_backend(pid, ${patienceMs}) from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid()`)
  } finally {
    await client.end()
  }
  await askUntilAnswered(api, key)
  const read = () => readLockWaits(readFileSync(join(home, 'logs', 'postgres.log'), 'utf8'))
  let known = 0
  return {
    more() {
      const waits = read()
      const more = waits.slice(known)
      known = waits.length
      return more
    },
    findsOne: () =>
      findsLockWait(
        ({ name }) => Object.assign(new URL(database), { username: name, password: 'bench' }).href,
        { holder, waiter, table: 'outlets' },
        read,
      ),
  }
}

/** Repeats a request once, because a client whose connection was just ended gets an error. */
async function askUntilAnswered(api: string, key: string): Promise<void> {
  const client = new LoadClient(api, key, 1)
  await client.insist({ method: 'GET', path: '/v1/outlets?limit=1' })
  await client.close()
}
