import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { PreparedPool } from './prepared-pool.ts'

/** A database and its connection pool; the caller of `connectNodePostgres` calls `close`. */
export interface NodePostgresConnection {
  db: NodePgDatabase
  close(): Promise<void>
}

/**
 * Connects a pool over TCP, for hosts (Node, Bun, Deno).
 *
 * @param options.max connection limit (default 10)
 * @param options.prepares prepare each statement once on each connection, for processes that repeat few statements (default false)
 */
export function connectNodePostgres(
  url: string,
  { max = 10, prepares = false }: { max?: number; prepares?: boolean } = {},
): NodePostgresConnection {
  const pool = new (prepares ? PreparedPool : pg.Pool)({ connectionString: url, max })
  // The pool replaces an idle connection that breaks; without a listener the error would end the process.
  pool.on('error', () => {})
  return { db: drizzle(pool), close: () => pool.end() }
}
