/** Workloads. Each has its own database role, so that Postgres limits its connections separately. */
export type Workload = 'reads' | 'live' | 'sweeps' | 'background' | 'imports'

export interface DatabaseRole {
  name: string
  /** Name of the Workers secret with the role's connection string. */
  secret: string
  /** Connection limit; Postgres refuses further connections with SQLSTATE 53300. */
  connections: number
  /** Settings of each new session. They also apply behind a pooler in transaction mode. */
  settings: Record<string, string>
  /** GRANT clauses for rights beyond reading all columns that are not secret. */
  grants: string[]
  /** ALTER DEFAULT PRIVILEGES clauses, for tables that the owner creates between two deployments. */
  defaults?: string[]
}

/** Rights of statements that write the webhook deliveries of their own events. */
const deliver = ['insert on deliveries']

/** Rights to record an observed outlet and the files of its pages. */
const observe = [
  'update on outlets',
  'insert on outlet_pages',
  'insert, update on items, file_tasks',
  'insert on snapshots, platform_status, change_events',
  ...deliver,
]

/** A transaction whose client stops sending statements keeps its locks for at most this time. */
const idleLimit = { idle_in_transaction_session_timeout: '10s' }

/** The one list of roles and their budgets. */
export const databaseRoles: Record<Workload, DatabaseRole> = {
  // Reads of the API. A slow statement blocks one of the ten connections, so it ends after ten seconds.
  reads: {
    name: 'edgesweep_reads',
    secret: 'DATABASE_URL_READS',
    connections: 10,
    settings: { ...idleLimit, default_transaction_read_only: 'on', statement_timeout: '10s' },
    grants: ['select (sha256) on api_keys', 'execute on function count_connections'],
  },
  // Writes of the API, and the interactive lanes.
  live: {
    name: 'edgesweep_live',
    secret: 'DATABASE_URL_LIVE',
    connections: 8,
    settings: { ...idleLimit, statement_timeout: '30s' },
    grants: [
      ...observe,
      'insert on outlets',
      'insert, update on sweeps, imports, profiles, creatives, discoveries',
      'select (sha256) on api_keys',
      'execute on function count_connections',
    ],
  },
  // The bulk lane. A statement that waits two seconds for a lock fails, releases its own locks, and is retried later.
  sweeps: {
    name: 'edgesweep_sweeps',
    secret: 'DATABASE_URL_SWEEPS',
    connections: 8,
    settings: { ...idleLimit, statement_timeout: '30s', lock_timeout: '2s' },
    grants: observe,
  },
  // The clock, webhooks, files and pipelines.
  background: {
    name: 'edgesweep_background',
    secret: 'DATABASE_URL_BACKGROUND',
    connections: 8,
    settings: idleLimit,
    grants: [
      ...deliver,
      'update on outlets, imports',
      'insert, update on sweeps, file_tasks, profiles, creatives, discoveries, github_tokens',
      'insert, update, delete on jobs, pipeline_completions, archives, archive_members',
      'delete on sweeps, outlet_pages, file_tasks, imports',
      'update, delete on change_events',
      'insert, update on bucket_passes',
      'update, delete on deliveries',
      'insert on delivery_attempts',
      'insert, update, delete on webhook_receivers, file_hosts',
      'insert, update on planned_wakes',
      'update (enabled, disabled_reason, last_sequence) on webhook_endpoints',
      'select (secret) on webhook_endpoints',
      'select (webhook_secret) on api_keys',
    ],
  },
  // Imports have no timeouts, because one of their steps may take minutes.
  imports: {
    name: 'edgesweep_imports',
    secret: 'DATABASE_URL_IMPORTS',
    connections: 4,
    settings: {},
    grants: [
      ...deliver,
      'insert, update on imports, advertisers, outlets',
      'insert on staged_advertisers, staged_outlets',
      'execute on function begin_import_staging, sort_staged_rows, choose_import_indexes, restore_import_index, clear_import_staging',
    ],
    // Each import creates its own table of sorted rows.
    defaults: ['in schema public grant select on tables'],
  },
}
