import { hostname } from 'node:os'
import process from 'node:process'
import type { Context, Log } from '@edgesweep/core/context.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { type SettingsEnv, settingsFrom } from '@edgesweep/core/settings.ts'
import { consoleLog, systemClock } from '@edgesweep/core/system.ts'
import { resolveOverHttps } from '@edgesweep/core/visit/resolve-over-https.ts'
import type { Database } from '@edgesweep/db/database.ts'
import { type CopyConnection, connectCopy } from '@edgesweep/db/drivers/copy-import-rows.ts'
import { connectNeonHttp } from '@edgesweep/db/drivers/neon-http.ts'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { type FilesEnv, openFiles } from './files/open-files.ts'
import { localDomains } from './local-domains.ts'
import { lookupOnMachine } from './lookup-on-machine.ts'
import { metricsAddress } from './serve-metrics.ts'

/** What a runner works with. */
export type RunnerContext = Pick<
  Context,
  'db' | 'settings' | 'clock' | 'log' | 'fetch' | 'resolve' | 'domains' | 'files' | 'wakes'
> & {
  /** Who claims records: `hostname-pid`. */
  instance: string
  /** Connects for an import: its statements are planned anew for each stretch, and its rows go by COPY. */
  openImports(): ImportConnections
  /** Whether `FILES_URL` says where files are kept. */
  keepsFiles: boolean
  /** Where metrics are served; null where `METRICS_PORT` says nothing. */
  metricsAddress: { hostname: string; port: number } | null
}

interface ImportConnections extends Pick<CopyConnection, 'stage'> {
  db: Database
  close(): Promise<void>
}

/** The environment variables of a runner. */
export interface RunnerEnv extends SettingsEnv, FilesEnv {
  /** A connection string for Postgres over TCP; one that goes through a pooler in transaction mode will do. */
  DATABASE_URL?: string
  /** `host:port` of a relay that answers as Neon does, over HTTP; without it the database is reached over TCP. */
  NEON_PROXY?: string
  /** DNS over HTTPS in JSON, as `https://cloudflare-dns.com/dns-query`; without it names are looked up as this machine does. */
  DNS_URL?: string
  METRICS_HOST?: string
  METRICS_PORT?: string
}

/** A worker waits for no connection: claims, ends, leases and counts of what waits are one short statement each. */
const connections = 5

/**
 * Built once a process, from the environment and what the command line says instead of it. Throws on a variable that is missing or cannot be
 * meant, naming it.
 */
export function makeContext(instead: Pick<RunnerEnv, 'METRICS_PORT'> = {}): RunnerContext {
  const env: RunnerEnv = { ...process.env, ...instead }
  const clock = systemClock
  const outside: typeof fetch = (input, init) => fetch(input, init)
  const instance = `${hostname()}-${process.pid}`
  const files = openFiles(env)
  return {
    instance,
    db: connect(env),
    settings: settingsFrom(env),
    clock,
    log: instanceLog(instance),
    fetch: outside,
    resolve: env.DNS_URL
      ? resolveOverHttps({ fetch: outside, endpoint: env.DNS_URL, now: clock.now })
      : lookupOnMachine,
    domains: localDomains(clock.now),
    files: files ?? { put: refuseFile, get: refuseFile, delete: refuseFile },
    openImports: () => openImports(env),
    keepsFiles: files !== null,
    // Nobody needs to be told here: runners look again every second, and the edge's clock every minute.
    wakes: { files: async () => {}, pipeline: async () => {}, imports: async () => {} },
    metricsAddress: env.METRICS_PORT ? metricsAddress({ ...env }) : null,
  }
}

function connect(env: RunnerEnv): Database {
  if (env.NEON_PROXY) return connectNeonHttp(databaseUrl(env), { proxy: env.NEON_PROXY })
  return connectNodePostgres(databaseUrl(env), { max: connections, prepares: true }).db
}

function openImports(env: RunnerEnv): ImportConnections {
  const url = databaseUrl(env)
  const { db, close } = connectNodePostgres(url, { max: 2 })
  const copy = connectCopy(url)
  return { db, stage: copy.stage, close: async () => void (await Promise.all([close(), copy.close()])) }
}

function databaseUrl({ DATABASE_URL: url }: RunnerEnv): string {
  if (!url)
    throw new Error('DATABASE_URL is not set: export the connection string of the database whose records are worked on')
  // The error of `new URL` carries its input, and with it the password.
  if (!URL.canParse(url))
    throw new Error('DATABASE_URL is not a connection string, as postgres://user:password@host/database')
  return url
}

/** JSON lines with the time and who says it, since several instances may share one output. */
function instanceLog(instance: string): Log {
  const log = consoleLog('runner')
  const also = (fields?: Record<string, unknown>) => ({ at: new Date().toISOString(), instance, ...fields })
  return {
    info: (event, fields) => log.info(event, also(fields)),
    warn: (event, fields) => log.warn(event, also(fields)),
    error: (event, fields) => log.error(event, also(fields)),
  }
}

async function refuseFile(): Promise<never> {
  throw new EdgesweepError('unavailable', 'this runner keeps no files: set FILES_URL to a folder or a bucket')
}
