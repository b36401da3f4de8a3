import { endingOf } from '@edgesweep/core/endings/ending-of.ts'
import {
  Abandoned,
  Away,
  DomainTrouble,
  expectSuccess,
  MissingElement,
  NoAnswer,
  NoPermit,
  Refused,
  Unreached,
  UnusableAnswer,
} from '@edgesweep/core/endings/typed-errors.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { StatementError } from '@edgesweep/db/run-statement.ts'
import { UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { expect, test } from 'vitest'

test.each([Number.NaN, Number.POSITIVE_INFINITY, undefined as unknown as number])(
  'a wait of %s ms, as from a service of another version, becomes one of 2 s',
  (afterMs) => {
    expect(endingOf(new NoPermit(afterMs, 'domain shop.example answered 503', { throttled: true }))).toMatchObject({
      afterMs: 2_000,
    })
  },
)

const failed = (code: string) => new StatementError('read-outlet', Object.assign(new Error('refused'), { code }))

test.each([
  [new NoPermit(5_000, 'domain shop.example answered 429', { throttled: true }), 'domain', 5_000],
  [new NoPermit(5_000, 'all browsers are taken'), 'ours', 5_000],
  [new Abandoned('its lease was lost'), 'ours', 0],
])('work that fails with %s is deferred until its time comes', (error, fault, afterMs) => {
  expect(endingOf(error)).toMatchObject({ kind: 'defer', fault, afterMs, reason: error.message })
})

test.each([
  new Away('the bucket does not answer'),
  new Unreached('https://shop.example/: Network connection lost.', false),
  new EdgesweepError('lane_full', 'the lane is full'),
  failed('42703'),
  new TypeError('a bug'),
  new Error('put: We encountered an internal error. Please try again. (10001)'),
  new Error('Durable Object reset because its code was updated.'),
])('%s is our fault: it spends no try', (error) => {
  expect(endingOf(error)).toMatchObject({ kind: 'outage', fault: 'ours', reason: error.message })
})

test.each(['57014', '40P01', '25006', '53100', '57P01', 'EAI_AGAIN'])(
  'a database that fails with %s is our fault, and its own message is not shown',
  (code) => {
    expect(endingOf(failed(code))).toMatchObject({
      kind: 'outage',
      cause: 'away',
      fault: 'ours',
      reason: 'the database does not answer',
    })
  },
)

test.each([
  [new NoAnswer('shop.example did not answer'), 'domain'],
  [new DomainTrouble('answered 502'), 'domain'],
  [new UnusableAnswer('larger than 10 MB'), 'page'],
  [new MissingElement('nothing on it matched ".menu"'), 'page'],
  [failed('22003'), 'page'],
  [failed('23514'), 'page'],
  [failed('54000'), 'page'],
])('work that fails with %s is retried', (error, fault) => {
  expect(endingOf(error)).toMatchObject({ kind: 'retry', fault, reason: error.message })
})

test.each([
  [new Refused('answered 404'), 'page'],
  [new UnreadablePage('no menu'), 'page'],
  [new EdgesweepError('disallowed', 'robots.txt of shop.example disallows it'), 'domain'],
  [new EdgesweepError('target_refused', 'not on the public internet'), 'caller'],
  [new EdgesweepError('unavailable', 'no site is set (SEARCH_SITE)'), 'ours'],
])('work that fails with %s is rejected', (error, fault) => {
  expect(endingOf(error)).toMatchObject({ kind: 'reject', fault, reason: error.message })
})

test('a thrown value that is not an error is our fault, and its text is the reason', () => {
  expect(endingOf('odd')).toEqual({ kind: 'outage', cause: 'unknown', fault: 'ours', reason: 'odd' })
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
