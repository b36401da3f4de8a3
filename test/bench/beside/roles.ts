import type { BenchServer } from '../bench-server.ts'

export type Role = 'pipelines' | 'imports'

/** A role for each workload; the one that imports owns what it makes anew. */
export async function createRoles(server: BenchServer, database: string): Promise<void> {
  await server.run(
    database,
    `create role pipelines login password 'bench'`,
    `create role imports login password 'bench'`,
    `grant pg_signal_backend to imports`,
    `grant create, usage on schema public to imports`,
    `grant select, insert, update, delete on all tables in schema public to pipelines, imports`,
    ...['advertisers', 'imports', 'import_markers', 'staged_advertisers', 'sorted_advertisers'].map(
      (table) => `alter table ${table} owner to imports`,
    ),
  )
}

/** The connection string of a role. */
export function urlOf(server: BenchServer, database: string, role: Role): string {
  const url = new URL(server.url(database))
  url.username = role
  url.password = 'bench'
  return url.href
}
