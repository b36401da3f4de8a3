import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeRoles } from '@edgesweep/db/make-roles.ts'
import { migrate } from '@edgesweep/db/migrate.ts'
import { freePort, LOOPBACK } from '@edgesweep/infra/local/ports.ts'
import { ensureDatabase, startPostgres } from '@edgesweep/infra/local/postgres.ts'
import { startRelay } from '@edgesweep/infra/local/relay/start-relay.ts'
import pg from 'pg'

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

/** A migrated database that is the template of others. */
export const EMPTY = 'bench_empty'

/** Durable writes, as on a real server, with the memory of a small one. */
const settings = { shared_buffers: '512MB', max_wal_size: '4GB' }

/** @param more further settings of the server */
export async function startBenchServer(more: Record<string, string> = {}): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), 'edgesweep-bench-import-'))
  const postgres = await startPostgres({
    folder: join(folder, 'postgres'),
    port: await freePort(),
    password: 'bench',
    log: join(folder, 'postgres.log'),
    initdb: ['--no-sync'],
    settings: { ...settings, ...more },
  })
  const relay = await startRelay({ host: LOOPBACK, port: 0, allowed: [`${LOOPBACK}:${postgres.port}`] })
  await ensureDatabase(postgres, EMPTY)
  await migrate(postgres.url(EMPTY))
  await makeRoles(postgres.url(EMPTY))
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
