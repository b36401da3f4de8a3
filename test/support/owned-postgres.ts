import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeRoles } from '@edgesweep/db/make-roles.ts'
import { migrate } from '@edgesweep/db/migrate.ts'
import { roleUrl } from '@edgesweep/db/role-url.ts'
import { databaseRoles, type Workload } from '@edgesweep/db/roles.ts'
import { freePort } from '@edgesweep/infra/local/ports.ts'
import { startPostgres } from '@edgesweep/infra/local/postgres.ts'
import pg from 'pg'
import { startPoolers } from './start-poolers.ts'

const password = 'test'
const database = 'owned'

/** A Postgres of a test's own, since roles are a whole server's. */
export interface OwnedPostgres {
  /** Of the superuser, on the database. */
  admin: pg.Client
  /** Connection string of the owner, who is no superuser, as on Neon. */
  ownerUrl: string
  /** `host:port` of the relay that stands for Neon's HTTP. */
  relay: string
  /** Connection string of a role to Postgres itself. */
  direct(workload: Workload): string
  /** As a Worker has it: through PgBouncer where the run has one. */
  pooled(workload: Workload): string
  readLog(): string
  close(): Promise<void>
}

/** Starts it, migrated, with the workloads' roles. */
export async function startOwnedPostgres(settings: Record<string, string> = {}): Promise<OwnedPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'edgesweep-owned-'))
  const log = join(folder, 'postgres.log')
  const postgres = await startPostgres({
    folder: join(folder, 'postgres'),
    port: await freePort(),
    password,
    log,
    initdb: ['--no-sync'],
    settings,
  })
  const root = new pg.Client({ connectionString: postgres.url('postgres') })
  await root.connect()
  await root.query(`create role owner login createrole password '${password}'`)
  await root.query(`create database ${database} owner owner`)
  await root.end()
  const owner = new URL(postgres.url(database))
  owner.username = 'owner'
  await migrate(owner.href)
  await makeRoles(owner.href)

  const poolers = await startPoolers(postgres, folder, password)
  const admin = new pg.Client({ connectionString: postgres.url(database) })
  await admin.connect()
  return {
    admin,
    ownerUrl: owner.href,
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
