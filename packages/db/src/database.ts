import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

interface Rows<Row> {
  rows: Row[]
}

export interface RowsResult extends PgQueryResultHKT {
  type: Rows<this['row']>
}

/**
 * The first argument of every query: drizzle's Postgres database, of any driver that answers with rows (neon-http or
 * node-postgres). Only `execute`: one statement a round trip is all that both of them can do.
 */
export type Database = Pick<PgDatabase<RowsResult>, 'execute'>
