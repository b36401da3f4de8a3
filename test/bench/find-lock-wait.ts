import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { isBetween, type LockWait } from './lock-waits.ts'

const patienceMs = 5_000
const pollMs = 20

/** Makes one role wait for a lock of the other, which may write the table. Returns whether the log showed the wait. */
export async function findsLockWait<Role extends { name: string }>(
  urlOf: (role: Role) => string,
  { holder, waiter, table }: { holder: Role; waiter: Role; table: string },
  readWaits: () => LockWait[],
): Promise<boolean> {
  const count = () =>
    readWaits().filter((wait) => wait.waiter === waiter.name && isBetween(wait, waiter.name, holder.name)).length
  const before = count()
  const clients = [holder, waiter].map((role) => new pg.Client({ connectionString: urlOf(role) }))
  const [holding, waiting] = clients as [pg.Client, pg.Client]
  try {
    for (const client of clients) await client.connect()
    await holding.query('begin')
    await holding.query(`lock table ${table} in access exclusive mode`)
    const waited = waiting.query(`select from ${table} limit 1`)
    const until = performance.now() + patienceMs
    while (count() === before && performance.now() < until) await sleep(pollMs)
    await holding.query('commit')
    await waited
    return count() > before
  } finally {
    for (const client of clients) await client.end()
  }
}
