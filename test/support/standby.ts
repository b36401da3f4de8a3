import { chmodSync, cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, LOOPBACK } from '@edgesweep/infra/local/ports.ts'
import { type Postgres, type PostgresOptions, startPostgres } from '@edgesweep/infra/local/postgres.ts'
import pg from 'pg'

/** A running Postgres that is copied. */
export type Primary = Pick<PostgresOptions, 'folder' | 'port' | 'password'>

/**
 * Starts a Postgres that follows another by streaming and answers reads: a copy of its data folder, taken while it runs.
 * @param folder for its data; it goes away with it
 */
export async function startStandby(primary: Primary, folder: string): Promise<Postgres & AsyncDisposable> {
  await copyRunning(primary, folder)
  const postgres = await startPostgres({
    folder,
    port: await freePort(),
    password: primary.password,
    log: `${folder}.log`,
    settings: {
      primary_conninfo: `host=${LOOPBACK} port=${primary.port} user=postgres password=${primary.password}`,
      primary_slot_name: slot,
    },
  })
  return {
    ...postgres,
    async [Symbol.asyncDispose]() {
      await postgres.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Keeps what the standby has not seen yet. */
const slot = 'standby'

async function copyRunning({ folder, port, password }: Primary, to: string): Promise<void> {
  const client = new pg.Client({ host: LOOPBACK, port, user: 'postgres', password, database: 'postgres' })
  await client.connect()
  try {
    await client.query('select pg_create_physical_replication_slot($1, true)', [slot])
    await client.query(`select pg_backup_start('standby', true)`)
    cpSync(folder, to, { recursive: true, filter: (path) => !path.endsWith('postmaster.pid') })
    const { rows } = await client.query('select labelfile from pg_backup_stop(false)')
    writeFileSync(join(to, 'backup_label'), rows[0].labelfile)
    writeFileSync(join(to, 'standby.signal'), '')
    chmodSync(to, 0o700)
  } finally {
    await client.end()
  }
}
