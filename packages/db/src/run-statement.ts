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
  /**
   * The database could not do any such statement now: it is unreachable, overloaded, stopping or read-only. False for an error about a
   * value.
   */
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

/**
 * SQLSTATEs (Postgres, appendix A) of a server that cannot do any statement now: connection error, rollback to resolve a conflict, lost
 * session, read-only after a failover, no resources, lock not granted, cancelled by an operator or a time limit, error of the system or
 * the server.
 */
const awayStates = /^(08|40(?!002)|25006|25P0[34]|53|55006|55P03|57|58|XX)/
/** Error codes of sockets and resolvers, which are not the fault of a statement: `ECONNREFUSED`, `EAI_AGAIN`, `UND_ERR_SOCKET`. */
const connectionCode = /^(E[A-Z_]{3,}|UND_ERR_\w+|ERR_(SOCKET|STREAM|TLS|SSL)\w*)$/
/** Errors of drivers and of Neon's proxy that carry no code. */
const awayMessages = new RegExp(
  [
    '^Error connecting to database',
    '(HTTP status|server response:) (408|429|5\\d\\d)',
    'Control plane request failed',
    'fetch failed|network connection lost|socket hang up|ECONNREFUSED|ECONNRESET',
    'timeout exceeded when trying to connect|read timeout|Connection terminated|is not queryable',
  ].join('|'),
  'i',
)

/** The database's own message and SQLSTATE. drizzle's wrapping error is dropped, because it repeats the statement's parameters. */
export function failureOf(error: unknown): { message: string; sqlState: string | null; unavailable: boolean } {
  if (error instanceof StatementError) return error
  const reason = error instanceof Error && error.cause !== undefined ? error.cause : error
  const message = reason instanceof Error ? reason.message : String(reason)
  const code = codeOf(reason)
  if (code !== null && sqlStateForm.test(code)) return { message, sqlState: code, unavailable: awayStates.test(code) }
  return { message, sqlState: null, unavailable: connectionCode.test(code ?? '') || awayMessages.test(message) }
}

/** The first character distinguishes an SQLSTATE from a code such as `EPIPE`: no class of Postgres begins with E. */
const sqlStateForm = /^[0-9FHPX][0-9A-Z]{4}$/

function codeOf(reason: unknown): string | null {
  const code = reason instanceof Error && 'code' in reason ? reason.code : null
  return typeof code === 'string' ? code : null
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
