import { join } from 'node:path'
import process from 'node:process'
import { startPgBouncer } from '@edgesweep/infra/local/pgbouncer.ts'
import { freePort, LOOPBACK } from '@edgesweep/infra/local/ports.ts'
import type { Postgres } from '@edgesweep/infra/local/postgres.ts'
import { type Relay, startRelay } from '@edgesweep/infra/local/relay/start-relay.ts'

/** The proxies in front of a test's Postgres, which replace Neon's. */
export interface Poolers {
  /** The connection string, through PgBouncer if the run has one. */
  url(database: string): string
  relay: Relay
  close(): Promise<void>
}

/** Starts the relay, and PgBouncer if `EDGESWEEP_PGBOUNCER` names one. */
export async function startPoolers(postgres: Postgres, folder: string, password: string): Promise<Poolers> {
  const executable = process.env.EDGESWEEP_PGBOUNCER
  const pgbouncer = executable
    ? await startPgBouncer(postgres, {
        executable,
        folder: join(folder, 'pgbouncer'),
        port: await freePort(),
        password,
        log: join(folder, 'pgbouncer.log'),
      })
    : undefined
  const allowed = [postgres, pgbouncer].flatMap((server) => (server ? [`${LOOPBACK}:${server.port}`] : []))
  const relay = await startRelay({ host: LOOPBACK, port: 0, allowed })
  return {
    url: (database) => (pgbouncer ?? postgres).url(database),
    relay,
    async close() {
      await relay.close()
      await pgbouncer?.close()
    },
  }
}
