import { is, SQL, sql } from 'drizzle-orm'
import { getTableConfig, type IndexedColumn, type PgColumn, PgDialect, type PgTable } from 'drizzle-orm/pg-core'

const dialect = new PgDialect()

/** The SQL text of an expression over one table's columns, with inlined values. */
function textOf(expression: SQL): string {
  const { sql: text } = dialect.sqlToQuery(expression.inlineParams())
  return text.replace(/"(\w+)"\."(\w+)"/g, '"$2"')
}

const names = (columns: Array<{ name: string }>) => columns.map(({ name }) => `"${name}"`).join(', ')

function defaultText(value: unknown): string {
  if (is(value, SQL)) return textOf(value)
  if (Array.isArray(value)) return "'{}'"
  return typeof value === 'object'
    ? `'${JSON.stringify(value)}'`
    : typeof value === 'string'
      ? `'${value}'`
      : `${value}`
}

function columnText(column: PgColumn): string {
  const type = column.getSQLType()
  return [
    `"${column.name}" ${type}`,
    column.hasDefault && `default ${defaultText(column.default)}`,
    column.notNull && 'not null',
    column.primary && 'primary key',
    column.isUnique && `constraint "${column.uniqueName}" unique`,
  ]
    .filter(Boolean)
    .join(' ')
}

/** The check constraint of a text column with a closed list of values. */
function listCheck(table: string, { name, enumValues }: PgColumn): string[] {
  if (!enumValues || enumValues.length === 0) return []
  const values = enumValues.map((value) => `'${value}'`).join(', ')
  return [`constraint "${table}_${name}_check" check ("${name}" in (${values}))`]
}

/** Statements that create a table in `schema` as drizzle declares it (`made`), and statements that add its foreign keys (`linked`). */
export function tableDefinition(table: PgTable, schema: string): { made: string[]; linked: string[] } {
  const { name, columns, primaryKeys, uniqueConstraints, checks, indexes, foreignKeys } = getTableConfig(table)
  const parts = [
    ...columns.map(columnText),
    ...primaryKeys.map((key) => `primary key (${names(key.columns)})`),
    ...uniqueConstraints.map((key) => `constraint "${key.getName()}" unique (${names(key.columns)})`),
    ...columns.flatMap((column) => listCheck(name, column)),
    ...checks.map((check) => `constraint "${check.name}" check (${textOf(check.value)})`),
  ]
  const indexed = indexes.map(({ config }) => {
    const keys = config.columns.map((column) =>
      is(column, SQL) ? `(${textOf(column)})` : `"${(column as IndexedColumn).name}"`,
    )
    const where = config.where ? ` where ${textOf(config.where)}` : ''
    return `create ${config.unique ? 'unique ' : ''}index "${config.name}" on ${schema}."${name}" (${keys.join(', ')})${where}`
  })
  const linked = foreignKeys.map((key) => {
    const { columns: from, foreignTable, foreignColumns } = key.reference()
    const target = `${schema}."${getTableConfig(foreignTable).name}" (${names(foreignColumns)})`
    const onDelete = key.onDelete ? ` on delete ${key.onDelete}` : ''
    return `alter table ${schema}."${name}" add foreign key (${names(from)}) references ${target}${onDelete}`
  })
  return { made: [`create table ${schema}."${name}" (${parts.join(', ')})`, ...indexed], linked }
}

/** Reads a table's columns, constraints and indexes in the normal form of Postgres. */
export const describeTable = (schema: string, table: string): SQL => sql`
  select
    (
      select json_agg(json_build_object(
        'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'required', a.attnotnull,
        'collation', nullif(c.collname, 'default'), 'default', pg_get_expr(d.adbin, d.adrelid)
      ) order by a.attname)
      from pg_attribute a
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      left join pg_collation c on c.oid = a.attcollation
      where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    ) as columns,
    (
      select json_agg(definition order by definition)
      from (
        select concat_ws(' ', case when contype in ('c', 'u') then conname end, replace(pg_get_constraintdef(oid), ${`${schema}.`}, ''))
          collate "C" as definition
        from pg_constraint where conrelid = t.oid and contype in ('c', 'f', 'p', 'u')
      ) as all_of_them
    ) as constraints,
    (
      select json_agg(replace(replace(indexdef, ${`${schema}.`}, ''), ' ON ONLY ', ' ON ') order by indexname)
      from pg_indexes
      where schemaname = ${schema} and tablename = ${table} and indexname not like '%_pkey'
    ) as indexes
  from pg_class t
  where t.oid = (quote_ident(${schema}) || '.' || quote_ident(${table}))::regclass`
