import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Stack } from '../../support/stack.ts'
import { findsLockWait } from '../find-lock-wait.ts'
import { LoadClient } from '../load-client.ts'
import { type LockWait, lockLogSettings, readLockWaits } from '../lock-waits.ts'

/** The waits for locks of more than 10 ms on a stack's Postgres. */
export interface LockWaits {
  /** Those since it was last asked. */
  more(): LockWait[]
  /** Makes one role wait for another, and gives whether that was found. */
  findsOne(): Promise<boolean>
}

const patienceMs = 5_000
/** The product's own have no connection left while its pools hold theirs. */
const [holder, waiter] = [{ name: 'bench_holder' }, { name: 'bench_waiter' }]

/** Has a stack's Postgres log who waits for whom. */
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
    // Whose a connection is, is logged when it is opened: those from before are opened again.
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

/** Whoever is given a connection that has just been ended is told so: once. */
async function askUntilAnswered(api: string, key: string): Promise<void> {
  const client = new LoadClient(api, key, 1)
  await client.insist({ method: 'GET', path: '/v1/outlets?limit=1' })
  await client.close()
}
