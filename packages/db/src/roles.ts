/** Work that has a database role of its own, so that Postgres keeps its connections apart from the others'. */
export type Workload = 'reads' | 'live' | 'sweeps' | 'background' | 'imports'

export interface DatabaseRole {
  name: string
  /** The secret of Workers that holds its connection string. */
  secret: string
  /** Connections at most: Postgres refuses one more with SQLSTATE 53300. */
  connections: number
  /** Settings that its sessions begin with, also those that a pooler opens and lends out by the transaction. */
  settings: Record<string, string>
  /** Besides reading all that is no secret, in the words of GRANT. */
  grants: string[]
  /** What it may do with tables that the owner makes between two deployments, in the words of ALTER DEFAULT PRIVILEGES. */
  defaults?: string[]
}

/** What a statement needs that writes the deliveries of its own events. */
const tell = ['insert on deliveries']

/** What recording an observed outlet or a page's files needs. */
const observe = [
  'update on outlets',
  'insert on outlet_pages',
  'insert, update on items, file_tasks',
  'insert on snapshots, platform_status, change_events',
  ...tell,
]

/** A transaction whose client has fallen silent keeps its locks no longer than this. */
const silence = { idle_in_transaction_session_timeout: '10s' }

/** The one list of roles and their budgets. */
export const databaseRoles: Record<Workload, DatabaseRole> = {
  // Of the API. What takes ten seconds would keep one of its connections from everybody else's reads.
  reads: {
    name: 'edgesweep_reads',
    secret: 'DATABASE_URL_READS',
    connections: 10,
    settings: { ...silence, default_transaction_read_only: 'on', statement_timeout: '10s' },
    grants: ['select (sha256) on api_keys', 'execute on function count_connections'],
  },
  // What the API writes, and the lanes that people wait for.
  live: {
    name: 'edgesweep_live',
    secret: 'DATABASE_URL_LIVE',
    connections: 8,
    settings: { ...silence, statement_timeout: '30s' },
    grants: [
      ...observe,
      'insert on outlets',
      'insert, update on sweeps, imports, profiles, creatives, discoveries',
      'select (sha256) on api_keys',
      'execute on function count_connections',
    ],
  },
  // The bulk lane. One that cannot have a lock comes again later, instead of keeping in front of others what it has locked already.
  sweeps: {
    name: 'edgesweep_sweeps',
    secret: 'DATABASE_URL_SWEEPS',
    connections: 8,
    settings: { ...silence, statement_timeout: '30s', lock_timeout: '2s' },
    grants: observe,
  },
  // The clock, webhooks, files and pipelines.
  background: {
    name: 'edgesweep_background',
    secret: 'DATABASE_URL_BACKGROUND',
    connections: 8,
    settings: silence,
    grants: [
      ...tell,
      'update on outlets, imports',
      'insert, update on sweeps, file_tasks, profiles, creatives, discoveries, github_tokens',
      'insert, update, delete on jobs, pipeline_completions, archives, archive_members',
      'delete on outlet_pages',
      'update, delete on deliveries',
      'insert on delivery_attempts',
      'update (enabled, disabled_reason, last_sequence) on webhook_endpoints',
      'select (secret) on webhook_endpoints',
      'select (webhook_secret) on api_keys',
    ],
  },
  // A step of theirs may take minutes.
  imports: {
    name: 'edgesweep_imports',
    secret: 'DATABASE_URL_IMPORTS',
    connections: 4,
    settings: {},
    grants: [
      ...tell,
      'insert, update on imports, advertisers, outlets',
      'insert on staged_advertisers, staged_outlets',
      'execute on function begin_import_staging, sort_staged_rows, choose_import_indexes, restore_import_index, clear_import_staging',
    ],
    // Sorted rows are in a table that is made anew for each import.
    defaults: ['in schema public grant select on tables'],
  },
}
