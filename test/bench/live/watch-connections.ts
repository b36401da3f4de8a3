import pg from 'pg'

/** The connections of one database role. */
export interface RoleConnections {
  role: string
  /** The maximum number of concurrent connections in the samples. */
  most: number
  /** The role's connection limit in Postgres; null for none. */
  limit: number | null
}

const sampleMs = 200

/** Samples a server's connections. */
export interface ConnectionWatch extends AsyncDisposable {
  /** The figures so far. */
  read(): RoleConnections[]
}

export async function watchConnections(database: string): Promise<ConnectionWatch> {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  const seen = new Map<string, RoleConnections>()
  const sample = async () => {
    const { rows } = await client.query(`
      select a.usename as role, count(*)::int as most, nullif(r.rolconnlimit, -1) as limit
      from pg_stat_activity a join pg_roles r on r.rolname = a.usename
      where a.backend_type = 'client backend' and a.pid <> pg_backend_pid()
      group by a.usename, r.rolconnlimit`)
    for (const row of rows as RoleConnections[]) {
      seen.set(row.role, { ...row, most: Math.max(row.most, seen.get(row.role)?.most ?? 0) })
    }
  }
  let sampling = sample()
  const timer = setInterval(() => {
    sampling = sampling.then(sample)
    sampling.catch(() => {})
  }, sampleMs)
  return {
    read: () => [...seen.values()].toSorted((a, b) => (a.role < b.role ? -1 : 1)),
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await sampling.catch(() => {})
      await client.end()
    },
  }
}
