import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { roleUrl } from '@edgesweep/db/role-url.ts'
import { databaseRoles, type Workload } from '@edgesweep/db/roles.ts'
import { freePort } from '@edgesweep/infra/local/ports.ts'
import { startPostgres } from '@edgesweep/infra/local/postgres.ts'
import pg from 'pg'
import { copyPostgres, TEMPLATE as database, ownerUrl, password } from './postgres-template.ts'
import { startPoolers } from './start-poolers.ts'

/** A Postgres server for one test file, because roles belong to a whole server. */
export interface OwnedPostgres {
  /** Connection of the superuser to the database. */
  admin: pg.Client
  /** Connection string of the owner, which is not a superuser, as on Neon. */
  ownerUrl: string
  /** `host:port` of the relay that replaces Neon's HTTP endpoint. */
  relay: string
  /** Connection string of a role, straight to Postgres. */
  direct(workload: Workload): string
  /** Connection string of a role as a Worker uses it: through PgBouncer if the run has one. */
  pooled(workload: Workload): string
  readLog(): string
  close(): Promise<void>
}

/** Starts a migrated server with the roles of the workloads. */
export async function startOwnedPostgres(settings: Record<string, string> = {}): Promise<OwnedPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'edgesweep-owned-'))
  await copyPostgres('owned', join(folder, 'postgres'))
  const log = join(folder, 'postgres.log')
  const postgres = await startPostgres({
    folder: join(folder, 'postgres'),
    port: await freePort(),
    password,
    log,
    settings,
  })
  const poolers = await startPoolers(postgres, folder, password)
  const admin = new pg.Client({ connectionString: postgres.url(database) })
  await admin.connect()
  return {
    admin,
    ownerUrl: ownerUrl(postgres),
    relay: poolers.relay.address,
    direct: (workload) => roleUrl(postgres.url(database), databaseRoles[workload]),
    pooled: (workload) => roleUrl(poolers.url(database), databaseRoles[workload]),
    readLog: () => readFileSync(log, 'utf8'),
    async close() {
      await admin.end()
      await poolers.close()
      await postgres.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
