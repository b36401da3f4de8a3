import { runStatement, StatementError } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'

const withCode = (code: string) => Object.assign(new Error('refused'), { code })

test.each([
  new Error('Error connecting to database: TypeError: fetch failed'),
  new Error('Server error (HTTP status 503): {"message":"Postgres cannot be reached"}'),
  new Error('connect ECONNREFUSED 127.0.0.1:5432'),
  withCode('57P03'),
  withCode('57P01'),
  withCode('53300'),
  withCode('55P03'),
  withCode('08006'),
])('a statement that fails with "%s" counts as unavailable', (reason) => {
  expect(new StatementError('ping', reason).unavailable).toBe(true)
})

test.each([withCode('23505'), withCode('57014'), new Error('Server error (HTTP status 413): body over 64 MB'), 'odd'])(
  'a statement that fails with "%s" does not count as unavailable',
  (reason) => {
    expect(new StatementError('ping', reason).unavailable).toBe(false)
  },
)

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
