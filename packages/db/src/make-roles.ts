import pg from 'pg'
import { historyKinds } from './history-kind.ts'
import { rolePassword } from './role-url.ts'
import { type DatabaseRole, databaseRoles } from './roles.ts'

/** Key of the advisory lock for this work: "role" in ASCII. */
const ROLES_LOCK = 0x726f6c65

/** Columns that a role reads only with an explicit grant. The digest of an API key is secret because it signs stream tokens. */
const secretColumns: Record<string, string[]> = {
  api_keys: ['sha256', 'webhook_secret'],
  webhook_endpoints: ['secret'],
}

/**
 * The role that owns the tables partitioned by day and their partitions. Only an owner may seal, detach and drop partitions, so the
 * database's owner and the clock's role are members. The clock's role cannot be a member of the database's owner, because Postgres
 * makes the creator of a role its member, and membership cannot be circular.
 */
const partitionOwner = {
  name: 'edgesweep_partitions',
  member: databaseRoles.background.name,
  tables: historyKinds,
  /** The schema of the partitions. */
  schema: 'partitions',
}

/**
 * Creates or updates the workloads' roles in one commit: password, connection limit, settings, and rights to the existing tables. Run it
 * after every migration. It is safe to repeat, and safe for several processes at once.
 *
 * @param directUrl the owner's connection string with its password, without a pooler; the owner needs CREATEROLE
 */
export async function makeRoles(directUrl: string): Promise<void> {
  const ownerPassword = decodeURIComponent(new URL(directUrl).password)
  const client = new pg.Client({ connectionString: directUrl })
  await client.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [ROLES_LOCK])
    for (const role of Object.values(databaseRoles)) await makeRole(client, role, rolePassword(ownerPassword, role))
    await makePartitionOwner(client)
    for (const role of Object.values(databaseRoles))
      for (const statement of await rightsOf(client, role)) await client.query(statement)
    await client.query('commit')
  } finally {
    await client.end()
  }
}

async function makeRole(client: pg.Client, role: DatabaseRole, password: string): Promise<void> {
  const { name, connections, settings } = role
  await ensureRole(client, name)
  await client.query(`alter role ${name} login connection limit ${connections} password '${password}'`)
  await client.query(`alter role ${name} reset all`)
  for (const [setting, value] of Object.entries(settings))
    await client.query(`alter role ${name} set ${setting} = '${value}'`)
}

async function ensureRole(client: pg.Client, name: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name])
  if (!rowCount) await client.query(`create role ${name}`)
}

async function makePartitionOwner(client: pg.Client): Promise<void> {
  const { name, member, tables, schema } = partitionOwner
  await ensureRole(client, name)
  await client.query(`grant ${name} to current_user with inherit true, set true`)
  await client.query(`grant ${name} to ${member} with inherit true, set false`)
  const { rows } = await client.query<{ table: string }>(
    `select c.oid::regclass::text as table from pg_class c
     where (c.oid = any ($1::regclass[]) or c.relnamespace = $3::regnamespace and c.relkind = 'r') and c.relowner <> $2::regrole`,
    [tables.map((table) => `public.${table}`), name, schema],
  )
  await client.query(`grant usage, create on schema ${schema} to ${name}`)
  // A table's new owner needs the right to create tables in its schema. In `public` the role has this right only here.
  await client.query(`grant create on schema public to ${name}`)
  for (const { table } of rows) await client.query(`alter table ${table} owner to ${name}`)
  await client.query(`revoke create on schema public from ${name}`)
}

/** Statements that revoke all rights of a role and grant it the intended ones. */
async function rightsOf(client: pg.Client, { name, grants, defaults = [] }: DatabaseRole): Promise<string[]> {
  const { rows } = await client.query<{ table: string; columns: string }>(
    `select a.attrelid::regclass::text as table, string_agg(quote_ident(a.attname), ', ') as columns
     from jsonb_each($1::jsonb) s (name, secret)
     join pg_attribute a on a.attrelid = ('public.' || s.name)::regclass and a.attnum > 0 and not a.attisdropped
       and not s.secret ? a.attname
     group by a.attrelid`,
    [JSON.stringify(secretColumns)],
  )
  return [
    // As a member of the role, an owner that is not a superuser sees the statements of its connections and may end them.
    `grant ${name} to current_user with inherit true, set false`,
    `revoke all on all tables in schema public from ${name}`,
    `revoke all on all functions in schema public from ${name}`,
    `grant usage on schema public to ${name}`,
    `grant select on all tables in schema public to ${name}`,
    `grant usage on all sequences in schema public to ${name}`,
    ...rows.flatMap(({ table, columns }) => [
      `revoke select on ${table} from ${name}`,
      `grant select (${columns}) on ${table} to ${name}`,
    ]),
    ...grants.map((grant) => `grant ${grant} to ${name}`),
    ...defaults.map((rule) => `alter default privileges ${rule} to ${name}`),
  ]
}
