import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

interface Rows<Row> {
  rows: Row[]
}

export interface RowsResult extends PgQueryResultHKT {
  type: Rows<this['row']>
}

/**
 * The first argument of every query: drizzle's Postgres database over neon-http or node-postgres. It has only `execute`, because one
 * statement for each round trip is all that both drivers support.
 */
export type Database = Pick<PgDatabase<RowsResult>, 'execute'>
