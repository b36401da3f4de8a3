import { type GetColumnData, is, SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'

/** A row's fields by name: columns, and expressions whose values every driver returns in the same form. */
export type Fields = Record<string, PgColumn | SQL>

type ValueOf<F> = F extends PgColumn ? GetColumnData<F> : F extends SQL<infer Value> ? Value : never

/** A row with these fields. */
export type RowOf<F extends Fields> = { [Name in keyof F]: ValueOf<F[Name]> }

/** A field in a form that every driver returns alike: a time as ISO 8601 with microseconds, a large number as a number. */
function answered(field: PgColumn | SQL): SQL {
  if (is(field, SQL)) return field
  const type = field.getSQLType()
  if (type === 'timestamp with time zone') return sql`iso_time(${field})`
  if (type === 'bigint') return sql`${field}::float8`
  if (type === 'smallint') return sql`${field}::int`
  if (type === 'date' || type.startsWith('char(')) return sql`${field}::text`
  return sql`${field}`
}

/** Fields in the form that the query builder's `select` and `returning` accept. */
export const answers = <F extends Fields>(fields: F) =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, answered(field).as(name)])) as unknown as {
    [Name in keyof F]: SQL.Aliased<ValueOf<F[Name]>>
  }

/** Fields as a list of columns, for a statement that is written by hand. */
export const columnList = (fields: Fields): SQL =>
  sql.join(
    Object.entries(fields).map(([name, field]) => sql`${answered(field)} as ${sql.identifier(name)}`),
    sql`, `,
  )

/** The database's time, ISO 8601 with microseconds. */
export const currentTime = sql<string>`iso_time(now())`
