import { StatementError } from '@edgesweep/db/run-statement.ts'
import { expect, test } from 'vitest'

const withCode = (code: string) => Object.assign(new Error('refused'), { code })

test.each([
  new Error('Error connecting to database: TypeError: fetch failed'),
  new Error('Server error (HTTP status 503): {"message":"Postgres cannot be reached"}'),
  new Error('connect ECONNREFUSED 127.0.0.1:5432'),
  withCode('57P03'),
  withCode('57P01'),
  withCode('53300'),
  withCode('08006'),
])('%s means that the database is away', (reason) => {
  expect(new StatementError('ping', reason).unavailable).toBe(true)
})

test.each([withCode('23505'), withCode('57014'), new Error('Server error (HTTP status 413): body over 64 MB'), 'odd'])(
  '%s will not be better a little later',
  (reason) => {
    expect(new StatementError('ping', reason).unavailable).toBe(false)
  },
)
