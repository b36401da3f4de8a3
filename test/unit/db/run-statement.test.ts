import { runStatement, StatementError } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'

const withCode = (code: string, message = 'refused') => Object.assign(new Error(message), { code })

test.each([
  new Error('Error connecting to database: TypeError: fetch failed'),
  new Error('Server error (HTTP status 503): {"message":"Postgres cannot be reached"}'),
  new Error('Server error (HTTP status 429): too many requests'),
  new Error('Unexpected server response: 502'),
  new Error('Control plane request failed'),
  new Error('Network connection lost.'),
  new Error('timeout exceeded when trying to connect'),
  new Error('Connection terminated unexpectedly'),
  new Error('Client has encountered a connection error and is not queryable'),
  new Error('connect ECONNREFUSED 127.0.0.1:5432'),
  withCode('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5432'),
  ...['EAI_AGAIN', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE', 'ECONNRESET'].map((code) =>
    withCode(code),
  ),
  withCode('UND_ERR_CONNECT_TIMEOUT'),
  ...['08006', '25006', '25P03', '40001', '40P01', '53100', '53200', '53300', '55P03'].map((code) => withCode(code)),
  ...['57014', '57P01', '57P02', '57P03', '57P05', '58030', 'XX000'].map((code) => withCode(code)),
  withCode('XX000', 'Control plane request failed'),
])('a statement that fails with "%s" counts as unavailable', (reason) => {
  expect(new StatementError('ping', reason).unavailable).toBe(true)
  expect(new StatementError('ping', Object.assign(new Error('Failed query'), { cause: reason })).unavailable).toBe(true)
})

test.each([
  ...['22001', '22003', '22P02', '23502', '23505', '23514', '40002', '42601', '42703', '54000'].map((code) =>
    withCode(code),
  ),
  // The code decides, even if the message looks like another error.
  withCode('23514', 'fetch failed: Connection terminated, HTTP status 503'),
  new Error('Server error (HTTP status 413): the body is larger than 64 MB'),
  new TypeError('x is not a function'),
  'odd',
])('a statement that fails with "%s" does not count as unavailable', (reason) => {
  expect(new StatementError('ping', reason).unavailable).toBe(false)
})

test('an error code of a socket is no SQLSTATE, even if it has five letters', () => {
  expect(new StatementError('ping', withCode('EPIPE')).sqlState).toBeNull()
  expect(new StatementError('ping', withCode('57P01')).sqlState).toBe('57P01')
})

/** A database that fails `times` statements with the SQLSTATE `code` before it answers. */
function refusing(code: string, times: number) {
  let tries = 0
  const execute = async () => {
    tries += 1
    if (tries <= times) throw withCode(code)
    return { rows: [{ tries }] }
  }
  return { db: { execute } as never, tries: () => tries }
}

test.each([
  ['53300', 3, 4],
  ['53300', 99, 4],
  ['57P01', 1, 1],
])(
  'a statement that fails with SQLSTATE %s %i times is tried %i times, because only 53300 means that it never started',
  async (code, times, tries) => {
    const refused = refusing(code, times)
    await runStatement(refused.db, 'some', sql`select`).catch((error) =>
      expect(error).toMatchObject({ sqlState: code }),
    )
    expect(refused.tries()).toBe(tries)
  },
)
