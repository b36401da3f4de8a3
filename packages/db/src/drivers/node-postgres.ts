import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'

/** A database with the pool under it; whoever connected calls `close`. */
export interface NodePostgresConnection {
  db: NodePgDatabase
  close(): Promise<void>
}

/**
 * Pool over TCP, for hosts (Node, Bun, Deno).
 *
 * @param options.max connections held at most (10)
 */
export function connectNodePostgres(url: string, options: { max?: number } = {}): NodePostgresConnection {
  const pool = new pg.Pool({ connectionString: url, max: options.max ?? 10 })
  // An idle connection that breaks is replaced by the pool; without a listener its error would end the process.
  pool.on('error', () => {})
  return { db: drizzle(pool), close: () => pool.end() }
}
