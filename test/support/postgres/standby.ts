import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Postgres, type PostgresOptions, startPostgres } from '@edgesweep/infra/local/postgres.ts'
import { processesIn } from '@edgesweep/infra/local/postgres-leftover.ts'
import { signal } from '@edgesweep/infra/local/processes.ts'
import pg from 'pg'

/** A streaming replica of a Postgres server. */
export type Standby = Postgres & {
  /** Stops all of its processes, like a machine that hangs: its port accepts connections, but nothing answers. */
  freeze(): void
  thaw(): void
}

export type StandbyOptions = Omit<PostgresOptions, 'initdb'> & {
  /** The primary and its data folder. */
  of: { url(database: string): string; folder: string }
}

/**
 * Starts a replica that streams from a running primary. If its folder does not exist, it is copied from the primary. A stopped
 * replica resumes where it was, because a replication slot keeps the WAL that it missed.
 */
export async function startStandby({ of, ...options }: StandbyOptions): Promise<Standby> {
  if (!existsSync(options.folder)) await copyPrimary(of, options.folder)
  const { username, password, hostname, port } = new URL(of.url('postgres'))
  const primary = `host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}`
  const settings = { ...options.settings, primary_conninfo: primary, primary_slot_name: slotOf(options.folder) }
  const standby = await startPostgres({ ...options, settings })
  const signalAll = (name: NodeJS.Signals) => {
    for (const pid of processesIn(options.folder)) signal(pid, name)
  }
  return {
    ...standby,
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    async close() {
      signalAll('SIGCONT')
      await standby.close()
    },
  }
}

/** A base backup by the low-level interface (Postgres manual, 25.3.4), because the npm package has no pg_basebackup. */
async function copyPrimary(of: StandbyOptions['of'], folder: string): Promise<void> {
  const client = new pg.Client({ connectionString: of.url('postgres') })
  await client.connect()
  try {
    await client.query('select pg_create_physical_replication_slot($1, true)', [slotOf(folder)])
    await client.query("select pg_backup_start('standby', true)")
    mkdirSync(folder, { mode: 0o700 })
    for (const name of readdirSync(of.folder))
      if (!isItsOwn(name)) cpSync(join(of.folder, name), join(folder, name), copying)
    mkdirSync(join(folder, 'pg_wal'), { mode: 0o700 })
    const { rows } = await client.query('select labelfile from pg_backup_stop(false)')
    writeFileSync(join(folder, 'backup_label'), rows[0].labelfile)
    writeFileSync(join(folder, 'standby.signal'), '')
  } finally {
    await client.end()
  }
}

const copying = { recursive: true, preserveTimestamps: true }

const isItsOwn = (name: string): boolean => /^(postmaster\.|pg_wal$)/.test(name)

const slotOf = (folder: string): string =>
  folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(-60)
