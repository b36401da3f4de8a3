import { is, SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { storableJson } from '../storable-json.ts'

/** Columns by field name. */
type ColumnsByField = Record<string, PgColumn>

const list = (columns: ColumnsByField, part: (field: string, column: PgColumn) => string): SQL =>
  sql.raw(
    Object.entries(columns)
      .map(([field, column]) => part(field, column))
      .join(', '),
  )

/** Rows sent as JSON, as a table `name` with one column for each field. `flags` are further boolean fields. */
export function recordset(name: string, rows: readonly unknown[], columns: ColumnsByField, flags: string[] = []): SQL {
  const typed = Object.entries(columns).map(([field, column]) => `"${field}" ${column.getSQLType()}`)
  const definition = [...typed, ...flags.map((flag) => `"${flag}" boolean`)].join(', ')
  return sql`jsonb_to_recordset(${storableJson(rows)}::jsonb) as ${sql.raw(`${name} (${definition})`)}`
}

/** The columns' names for INSERT, or qualified with the name of a table. */
export const columnNames = (columns: ColumnsByField, table?: string): SQL =>
  list(columns, (_, { name }) => (table ? `${table}.${name}` : name))

/** The columns' values from the recordset `name`, in the same order. */
export const fieldValues = (name: string, columns: ColumnsByField): SQL =>
  list(columns, (field) => `${name}."${field}"`)

/** The columns' values from the recordset `name`, with the column's default for a field that is missing or null. */
export const valuesOrDefaults = (name: string, columns: ColumnsByField): SQL =>
  sql.join(
    Object.entries(columns).map(([field, column]) => orDefault(sql.raw(`${name}."${field}"`), column)),
    sql`, `,
  )

/** The columns' values by field, parsed from text columns with the same names in the table `name`. NULL becomes the column's default. */
export const parsedFields = (name: string, columns: ColumnsByField): SQL =>
  sql.join(
    Object.entries(columns).map(([field, column]) => {
      const value = sql.raw(`${name}.${column.name}::${column.getSQLType()}`)
      return sql`${orDefault(value, column)} as ${sql.identifier(field)}`
    }),
    sql`, `,
  )

const orDefault = (value: SQL, column: PgColumn): SQL =>
  column.hasDefault ? sql`coalesce(${value}, ${defaultOf(column)})` : value

const defaultOf = (column: PgColumn): SQL =>
  is(column.default, SQL) ? column.default : sql`${sql.param(column.default, column)}::${sql.raw(column.getSQLType())}`

/** `column = value` for each column: an UPDATE from the recordset `name`. */
export const assignments = (name: string, columns: ColumnsByField): SQL =>
  list(columns, (field, column) => `${column.name} = ${name}."${field}"`)

/** `column = value` for each column: an ON CONFLICT update from the conflicting row. */
export const excludedAssignments = (columns: ColumnsByField): SQL =>
  list(columns, (_, { name }) => `${name} = excluded.${name}`)
