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
const testRoles = ['bench_holder', 'bench_waiter'] as const

/** Has a stack's Postgres log who waits for whom. */
export async function followLockWaits({ home, database, api, key }: Stack): Promise<LockWaits> {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  try {
    for (const [name, value] of Object.entries(lockLogSettings))
      await client.query(`alter system set ${name} = '${value}'`)
    for (const role of testRoles) {
      await client.query(`create role ${role} login password 'bench'`)
      await client.query(`grant select, update on outlets to ${role}`)
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
  const urlOf = (role: string) => {
    const url = new URL(database)
    url.username = role
    url.password = 'bench'
    return url.href
  }
  return {
    more() {
      const waits = read()
      const more = waits.slice(known)
      known = waits.length
      return more
    },
    findsOne: () =>
      findsLockWait(
        { bench_holder: urlOf('bench_holder'), bench_waiter: urlOf('bench_waiter') },
        { holder: 'bench_holder', waiter: 'bench_waiter', table: 'outlets' },
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
