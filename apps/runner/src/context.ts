import { hostname } from 'node:os'
import process from 'node:process'
import type { Context, FileStore, Log } from '@edgesweep/core/context.ts'
import { systemDeskClock } from '@edgesweep/core/desk-clock.ts'
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

/** The context of a runner process. */
export type RunnerContext = Pick<
  Context,
  'db' | 'settings' | 'clock' | 'log' | 'fetch' | 'resolve' | 'domains' | 'wakes'
> & {
  /** Null if `FILES_URL` is not set. */
  files: FileStore | null
  /** The name under which this process claims records: `hostname-pid`. */
  instance: string
  /** Opens connections for an import: unprepared statements, so that Postgres plans each range separately, and COPY for rows. */
  openImports(): ImportConnections
  /** The address of the metrics server; null if `METRICS_PORT` is not set. */
  metricsAddress: { hostname: string; port: number } | null
}

interface ImportConnections extends Pick<CopyConnection, 'stage'> {
  db: Database
  close(): Promise<void>
}

/** The environment variables of a runner. */
export interface RunnerEnv extends SettingsEnv, FilesEnv {
  /** A Postgres connection string for TCP. A pooler in transaction mode works too. */
  DATABASE_URL?: string
  /** `host:port` of a relay that speaks Neon's HTTP protocol. Default: TCP. */
  NEON_PROXY?: string
  /** DNS over HTTPS with JSON answers, such as `https://cloudflare-dns.com/dns-query`. Default: the machine's resolver. */
  DNS_URL?: string
  METRICS_HOST?: string
  METRICS_PORT?: string
}

/** Five are enough for any number of workers, because each statement of a pipeline is short. */
const connections = 5

/**
 * Builds the context of this process from the environment. `overrides` come from the command line. Throws an Error that names the variable if one
 * is missing or invalid.
 */
export function makeContext(overrides: Pick<RunnerEnv, 'METRICS_PORT'> = {}): RunnerContext {
  const env: RunnerEnv = { ...process.env, ...overrides }
  const clock = systemClock
  const plainFetch: typeof fetch = (input, init) => fetch(input, init)
  const instance = `${hostname()}-${process.pid}`
  return {
    instance,
    db: connect(env),
    settings: settingsFrom(env),
    clock,
    log: instanceLog(instance),
    fetch: plainFetch,
    resolve: env.DNS_URL
      ? resolveOverHttps({ fetch: plainFetch, endpoint: env.DNS_URL, now: clock.now })
      : lookupOnMachine,
    domains: localDomains(systemDeskClock),
    files: openFiles(env),
    openImports: () => openImports(env),
    // No wake-ups are needed: runners look for work every second, and the edge's cron every minute.
    wakes: { files: async () => {}, pipeline: async () => {}, imports: async () => {}, deliveries: async () => {} },
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
  if (!url) throw new Error("DATABASE_URL is not set: export the connection string of the pipeline's database")
  // Not `new URL`, because its error message would contain the password.
  if (!URL.canParse(url))
    throw new Error('DATABASE_URL must be a connection string such as postgres://user:password@host/database')
  return url
}

/** JSON lines with the time and the instance, because several instances may share one output. */
function instanceLog(instance: string): Log {
  const log = consoleLog('runner')
  const also = (fields?: Record<string, unknown>) => ({ at: new Date().toISOString(), instance, ...fields })
  return {
    info: (event, fields) => log.info(event, also(fields)),
    warn: (event, fields) => log.warn(event, also(fields)),
    error: (event, fields) => log.error(event, also(fields)),
  }
}
