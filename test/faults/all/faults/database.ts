import { setTimeout as sleep } from 'node:timers/promises'
import { databaseRoles } from '@edgesweep/db/roles.ts'
import pg from 'pg'
import { awayTime } from '../away.ts'
import { defineFault } from '../fault.ts'
import { SweepWork } from '../work/sweep-work.ts'

const outlets = 24
const heldMs = 10_000
const terminated = 8

export const restartedPostgres = defineFault({
  name: 'postgres-restarted',
  title: 'Postgres restarted',
  allowanceMs: 10_000,
  begin: (world) => SweepWork.begin(world, outlets),
  async strike(world, work) {
    await work.seen(6)
    process.kill(await world.stack.postmaster(), 'SIGINT')
    // Until it has closed its port, the old server still answers.
    await sleep(300)
    return (await awayTime(world)) + 300
  },
})

export const terminatedBackend = defineFault({
  name: 'backend-terminated',
  title: `a backend terminated, ${terminated} times`,
  isShort: true,
  begin: (world) => SweepWork.begin(world, outlets),
  async strike(world, work) {
    await work.seen(4)
    let found = 0
    for (let n = 0; n < terminated; n++) {
      const { rowCount } = await world.db.query(`
        select pg_terminate_backend(pid) from pg_stat_activity where usename like 'edgesweep\\_%'
        order by state = 'active' desc, query_start desc limit 1`)
      found += rowCount ?? 0
      await sleep(300)
    }
    if (found === 0) throw new Error('no backend was found')
    return undefined
  },
})

export const exhaustedPool = defineFault({
  name: 'pool-exhausted',
  title: `every connection of the sweeps taken for ${heldMs / 1_000} s`,
  begin: (world) => SweepWork.begin(world, outlets),
  async strike(world, work) {
    await work.seen(4)
    const connectionString = world.databaseOf('sweeps')
    const hold = async () => {
      const client = new pg.Client({ connectionString })
      client.on('error', () => {})
      await client.connect()
      await client.query(`select pg_sleep(${heldMs / 1_000})`).finally(() => client.end())
    }
    await Promise.all(Array.from({ length: databaseRoles.sweeps.connections }, hold))
    return undefined
  },
})

export const openTransaction = defineFault({
  name: 'transaction-open',
  title: `a transaction left open for ${heldMs / 1_000} s, with locks on all outlets of a sweep`,
  begin: (world) => SweepWork.begin(world, outlets),
  async strike(world, work) {
    await work.seen(2)
    const client = await world.db.connect()
    try {
      await client.query('begin')
      await client.query('update outlets set updated_at = updated_at where id = any($1)', [work.outletIds])
      await sleep(heldMs)
    } finally {
      await client.query('rollback')
      client.release()
    }
    return undefined
  },
})
