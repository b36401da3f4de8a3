import { type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { storableJson } from '../storable-json.ts'

/** Columns by the names of the fields that hold their values. */
export type ColumnsByField = Record<string, PgColumn>

/** Rows that are sent as JSON, as a table whose columns have the names of the rows' fields; see `fieldValues`. */
export function recordset(name: string, rows: readonly unknown[], columns: ColumnsByField, flags: string[] = []): SQL {
  const typed = Object.entries(columns).map(([field, column]) => `"${field}" ${column.getSQLType()}`)
  const definition = [...typed, ...flags.map((flag) => `"${flag}" boolean`)].join(', ')
  return sql`jsonb_to_recordset(${storableJson(rows)}::jsonb) as ${sql.raw(`${name} (${definition})`)}`
}

/** The columns' names, as an INSERT lists them. */
export const columnNames = (columns: ColumnsByField): SQL =>
  sql.raw(
    Object.values(columns)
      .map(({ name }) => name)
      .join(', '),
  )

/** Their values from the recordset `name`, in the same order. */
export const fieldValues = (name: string, columns: ColumnsByField): SQL =>
  sql.raw(
    Object.keys(columns)
      .map((field) => `${name}."${field}"`)
      .join(', '),
  )

/** `column = value` for each of them, as an UPDATE sets them from the recordset `name`. */
export const assignments = (name: string, columns: ColumnsByField): SQL =>
  sql.raw(
    Object.entries(columns)
      .map(([field, column]) => `${column.name} = ${name}."${field}"`)
      .join(', '),
  )
