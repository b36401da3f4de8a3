import { endingOf } from '@edgesweep/core/endings/ending-of.ts'
import {
  Abandoned,
  DomainTrouble,
  expectSuccess,
  NoAnswer,
  NoPermit,
  Refused,
  UnusableAnswer,
} from '@edgesweep/core/endings/typed-errors.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { StatementError } from '@edgesweep/db/run-statement.ts'
import { UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { expect, test } from 'vitest'

test.each([
  [new NoPermit(5_000, 'domain shop.example answered 429', true), 'defer', 'domain', 5_000],
  [new NoPermit(5_000, 'all browsers are taken'), 'defer', 'ours', 5_000],
  [new Abandoned('its lease was lost'), 'defer', 'ours', 0],
  [new StatementError('read-outlet', new Error('ECONNREFUSED')), 'defer', 'ours', 2_000],
])('work that fails with %s is deferred for as long as the error says', (error, kind, fault, afterMs) => {
  expect(endingOf(error)).toMatchObject({ kind, fault, afterMs, reason: error.message })
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, undefined as unknown as number])(
  'a wait of %s ms, as from a service of another version, becomes one of 2 s',
  (afterMs) => {
    expect(endingOf(new NoPermit(afterMs, 'domain shop.example answered 503', true))).toMatchObject({ afterMs: 2_000 })
  },
)

test.each([
  [new NoAnswer('shop.example did not answer'), 'domain'],
  [new DomainTrouble('answered 502'), 'domain'],
  [new UnusableAnswer('larger than 10 MB'), 'page'],
  [new StatementError('read-outlet', new Error('syntax error')), 'ours'],
  [new TypeError('a bug'), 'ours'],
])('work that fails with %s is retried', (error, fault) => {
  expect(endingOf(error)).toMatchObject({ kind: 'retry', fault, reason: error.message })
})

test.each([
  [new Refused('answered 404'), 'page'],
  [new UnreadablePage('no menu'), 'page'],
  [new EdgesweepError('disallowed', 'robots.txt of shop.example disallows it'), 'domain'],
  [new EdgesweepError('target_refused', 'not on the public internet'), 'caller'],
  [new EdgesweepError('unavailable', 'no search site is configured'), 'ours'],
])('work that fails with %s is rejected', (error, fault) => {
  expect(endingOf(error)).toMatchObject({ kind: 'reject', fault, reason: error.message })
})

test('a thrown value that is not an error is our fault, and its text is the reason', () => {
  expect(endingOf('odd')).toEqual({ kind: 'retry', cause: 'unknown', fault: 'ours', reason: 'odd' })
})

test.each([
  [404, 'reject', 'page'],
  [301, 'reject', 'page'],
  [408, 'retry', 'domain'],
  [429, 'retry', 'domain'],
  [503, 'retry', 'domain'],
])('after an answer of %i the ending is %s, and the %s is at fault', (status, kind, fault) => {
  const attempt = () => expectSuccess(status)
  expect(attempt).toThrow(`answered ${status}`)
  try {
    attempt()
  } catch (error) {
    expect(endingOf(error)).toMatchObject({ kind, fault })
  }
})
