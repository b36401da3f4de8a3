import type { SQL } from 'drizzle-orm'
import type { Database } from './database.ts'

/**
 * A statement that the database refused or never answered. The message names the statement and gives the database's own words;
 * the parameters, which may hold secrets, are left out.
 */
export class StatementError extends Error {
  override name = 'StatementError'
  /** Five-character SQLSTATE, for example `23505`; null when the database was not reached. */
  readonly sqlState: string | null
  /** The database is away or has no place: the same statement is likely to succeed a little later. */
  readonly unavailable: boolean

  constructor(statement: string, error: unknown) {
    const { message, sqlState, unavailable } = failureOf(error)
    super(`Statement ${statement} failed: ${message}`)
    this.sqlState = sqlState
    this.unavailable = unavailable
  }
}

/** All connections of the role, or of the server, are taken. */
const noPlace = '53300'
/** Before each further try (ms), a half more or less: so that those who find no place together do not come again together. */
const noPlacePausesMs = [20, 60, 140]

/** Connection exceptions, too many connections, a lock that was not had in time, and a server that stops or starts (Postgres, appendix A). */
const awayStates = /^(08|53300|55P03|57P0)/
/** What the drivers say without a code: Neon's over HTTP, and sockets. */
const notReached = /^Error connecting to database|HTTP status 5\d\d|ECONNREFUSED|ECONNRESET|Connection terminated/

/** What a driver's error says, in the database's own words. drizzle's error around it carries the statement with all its parameters. */
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

/**
 * Runs one statement and gives its rows as `Row`, whose columns the statement itself must name and cast so that they come out
 * alike over every driver: text, boolean, `int`, `float8`, `text[]`, `jsonb`, and times through `iso_time`. One that finds no place was not begun,
 * and is tried again for a moment.
 *
 * @throws {StatementError}
 */
export async function runStatement<Row>(db: Database, name: string, statement: SQL): Promise<Row[]> {
  for (let turn = 0; ; turn++) {
    try {
      const result = await db.execute(statement)
      return result.rows as Row[]
    } catch (error) {
      const failure = new StatementError(name, error)
      const pauseMs = noPlacePausesMs[turn]
      if (failure.sqlState !== noPlace || pauseMs === undefined) throw failure
      await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random())))
    }
  }
}
