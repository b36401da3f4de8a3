import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, LOOPBACK } from '@edgesweep/infra/local/ports.ts'
import { startPostgres } from '@edgesweep/infra/local/postgres.ts'
import { startRelay } from '@edgesweep/infra/local/relay/start-relay.ts'
import pg from 'pg'
import { copyPostgres, password, TEMPLATE } from './postgres-template.ts'

/** A Postgres server for a bench, with the relay that replaces Neon's HTTP endpoint. */
export interface BenchServer {
  /** A folder for any files. It is deleted with the server. */
  folder: string
  relay: string
  url(database: string): string
  /** Runs statements on a database, in turn, each in its own transaction. */
  run(database: string, ...statements: string[]): Promise<pg.QueryResult[]>
  close(): Promise<void>
}

/** A migrated database that serves as the template of others. */
export const EMPTY = TEMPLATE

/** Writes stay durable, as on a production server. The memory is that of a small server. */
const settings = { shared_buffers: '512MB', max_wal_size: '4GB' }

/** @param more further settings of the Postgres server */
export async function startBenchServer(more: Record<string, string> = {}): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), 'edgesweep-bench-import-'))
  await copyPostgres('local', join(folder, 'postgres'))
  const postgres = await startPostgres({
    folder: join(folder, 'postgres'),
    port: await freePort(),
    password,
    log: join(folder, 'postgres.log'),
    settings: { ...settings, ...more },
  })
  const relay = await startRelay({ host: LOOPBACK, port: 0, allowed: [`${LOOPBACK}:${postgres.port}`] })
  return {
    folder,
    relay: relay.address,
    url: postgres.url,
    async run(database, ...statements) {
      const client = new pg.Client({ connectionString: postgres.url(database) })
      await client.connect()
      try {
        const results: pg.QueryResult[] = []
        for (const statement of statements) results.push(await client.query(statement))
        return results
      } finally {
        await client.end()
      }
    },
    async close() {
      await relay.close()
      await postgres.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
