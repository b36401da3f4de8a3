import { PgDatabase, PgDialect, type PgSession } from 'drizzle-orm/pg-core'
import type { RowsResult } from './database.ts'

type Builder = PgDatabase<RowsResult>

/**
 * drizzle's query builder. `runStatement` runs its statements. The builder has no connection, because a statement that is awaited
 * directly would miss the retries and error types of `runStatement`.
 */
export const build: Pick<Builder, 'select' | 'insert' | 'update' | 'delete'> = new PgDatabase(
  new PgDialect(),
  null as unknown as PgSession<RowsResult, Record<string, never>, Record<string, never>>,
  undefined,
)
