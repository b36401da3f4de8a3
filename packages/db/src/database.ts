import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

interface Rows<Row> {
  rows: Row[]
}

interface RowsResult extends PgQueryResultHKT {
  type: Rows<this['row']>
}

/**
 * What every query takes first: drizzle's Postgres database, of any driver that answers with rows (neon-http, neon-serverless,
 * node-postgres). Only `execute`, since one statement a round trip is all that every one of them can do.
 */
export type Database = Pick<PgDatabase<RowsResult>, 'execute'>
