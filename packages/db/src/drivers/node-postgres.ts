import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { PreparedPool } from './prepared-pool.ts'

/** A database with the pool under it; whoever connected calls `close`. */
export interface NodePostgresConnection {
  db: NodePgDatabase
  close(): Promise<void>
}

/**
 * Pool over TCP, for hosts (Node, Bun, Deno).
 *
 * @param options.max connections held at most (10)
 * @param options.prepares whether statements are prepared once a connection; for those who run the same few over and over (false)
 */
export function connectNodePostgres(
  url: string,
  { max = 10, prepares = false }: { max?: number; prepares?: boolean } = {},
): NodePostgresConnection {
  const pool = new (prepares ? PreparedPool : pg.Pool)({ connectionString: url, max })
  // An idle connection that breaks is replaced by the pool; without a listener its error would end the process.
  pool.on('error', () => {})
  return { db: drizzle(pool), close: () => pool.end() }
}
