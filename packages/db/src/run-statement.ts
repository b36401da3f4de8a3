import type { SQL, SQLWrapper } from 'drizzle-orm'
import type { Database } from './database.ts'

/**
 * A statement failed or got no answer. The message contains the statement's name and the database's own message, but no parameters,
 * because they may be secret.
 */
export class StatementError extends Error {
  override name = 'StatementError'
  /** Five-character SQLSTATE, for example `23505`; null when the database was not reached. */
  readonly sqlState: string | null
  /** The database is unreachable, has no free connection, or a lock wait timed out: a retry is likely to succeed. */
  readonly unavailable: boolean

  constructor(statement: string, error: unknown) {
    const { message, sqlState, unavailable } = failureOf(error)
    super(`Statement ${statement} failed: ${message}`)
    this.sqlState = sqlState
    this.unavailable = unavailable
  }
}

/** The role, or the server, has no free connection. */
const noFreeConnection = '53300'
/** Mean pauses before the retries (ms). Each varies by half, so that clients that failed together do not retry together. */
const retryPausesMs = [20, 60, 140]

/** SQLSTATEs of connection errors, no free connection, lock timeouts, and a stopping or starting server (Postgres, appendix A). */
const awayStates = /^(08|53300|55P03|57P0)/
/** Messages of unreachable databases without an SQLSTATE, from Neon's HTTP driver and from sockets. */
const notReached = /^Error connecting to database|HTTP status 5\d\d|ECONNREFUSED|ECONNRESET|Connection terminated/

/** The database's own message and SQLSTATE. drizzle's wrapping error is dropped, because it repeats the statement's parameters. */
export function failureOf(error: unknown): { message: string; sqlState: string | null; unavailable: boolean } {
  if (error instanceof StatementError) return error
  const reason = error instanceof Error && error.cause !== undefined ? error.cause : error
  const message = reason instanceof Error ? reason.message : String(reason)
  const sqlState = sqlStateOf(reason)
  return { message, sqlState, unavailable: sqlState === null ? notReached.test(message) : awayStates.test(sqlState) }
}

function sqlStateOf(reason: unknown): string | null {
  const code = reason instanceof Error && 'code' in reason ? reason.code : null
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : null
}

/** A statement of the query builder that returns rows. */
interface Built<Row> extends SQLWrapper {
  _: { readonly result: Row[] }
}

/**
 * Runs one statement and returns its rows. Columns must have a type that every driver reads alike: text, boolean, `int`, `float8`,
 * `text[]`, `jsonb`, and times as `iso_time` text; `answers` and `columnList` convert them. A statement that gets no free connection
 * (53300) never started, so it is retried three times.
 *
 * @throws {StatementError}
 */
export async function runStatement<Row>(db: Database, name: string, statement: SQL | Built<Row>): Promise<Row[]> {
  for (let turn = 0; ; turn++) {
    try {
      const result = await db.execute(statement.getSQL())
      return result.rows as Row[]
    } catch (error) {
      const failure = new StatementError(name, error)
      const pauseMs = retryPausesMs[turn]
      if (failure.sqlState !== noFreeConnection || pauseMs === undefined) throw failure
      await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random())))
    }
  }
}
