import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { listPendingMigrations } from '@edgesweep/db/list-pending-migrations.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { apiKeys } from '@edgesweep/db/schema/api-keys.ts'
import { isNull, sql } from 'drizzle-orm'
import { examineRoles } from './examine-roles.ts'
import { type Finding, lacking, ok, unknown } from './finding.ts'

/** Imports need `MERGE … RETURNING`, which Postgres 17 introduced. */
const oldestVersion = 17

/** Checks that the database answers and has all tables, the roles of the workloads, and an API key. */
export async function examineDatabase(directUrl: string | undefined): Promise<Finding[]> {
  const version = `Postgres ${oldestVersion} or newer`
  const migrations = 'database migrations'
  const roles = 'database roles'
  const key = 'an API key'
  if (!directUrl)
    return [version, migrations, roles, key].map((about) => unknown(about, 'DATABASE_URL_DIRECT is not set'))
  try {
    const running = await majorVersion(directUrl)
    const isNewEnough =
      running >= oldestVersion
        ? ok(version)
        : lacking(version, `it is Postgres ${running}`, `upgrade the database: imports need Postgres ${oldestVersion}`)
    const pending = await listPendingMigrations(directUrl)
    if (pending.length > 0) {
      return [
        isNewEnough,
        lacking(migrations, `not applied: ${pending.join(', ')}`, 'npm run deploy'),
        unknown(roles, 'migrations are pending'),
        unknown(key, 'migrations are pending'),
      ]
    }
    const hasKey = await hasApiKey(directUrl)
    return [
      isNewEnough,
      ok(migrations),
      await examineRoles(directUrl, roles),
      hasKey
        ? ok(key)
        : lacking(key, 'there is none, so the API refuses every request', 'npm run key -- create --name NAME'),
    ]
  } catch (error) {
    const reason = `the database could not be reached: ${(error as Error).message || (error as { code?: string }).code}`
    return [version, migrations, roles, key].map((about) => unknown(about, reason))
  }
}

async function majorVersion(url: string): Promise<number> {
  const { db, close } = connectNodePostgres(url, { max: 1 })
  try {
    const version = sql`select current_setting('server_version_num')::int as version`
    const rows = await runStatement<{ version: number }>(db, 'version', version)
    return Math.floor(rows[0]!.version / 10_000)
  } finally {
    await close()
  }
}

async function hasApiKey(url: string): Promise<boolean> {
  const { db, close } = connectNodePostgres(url, { max: 1 })
  try {
    const found = await db.select({ id: apiKeys.id }).from(apiKeys).where(isNull(apiKeys.revokedAt)).limit(1)
    return found.length > 0
  } finally {
    await close()
  }
}
