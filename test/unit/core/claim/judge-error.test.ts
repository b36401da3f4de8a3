import { judgeError } from '@edgesweep/core/claim/judge-error.ts'
import { maxThrottles } from '@edgesweep/core/endings/ending.ts'
import { Abandoned, Away, DomainTrouble, NoAnswer, NoPermit, Refused } from '@edgesweep/core/endings/typed-errors.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { StatementError } from '@edgesweep/db/run-statement.ts'
import { expect, test } from 'vitest'

const judge = (error: unknown, { attempt = 1, throttles = 0, outageSeconds = null as number | null } = {}) =>
  judgeError(error, { attempt, throttles, outageSeconds }, { maxAttempts: 5, retrySeconds: 5 }, 0.5)

test.each([
  [1, 5],
  [2, 20],
  [3, 80],
  [4, 320],
])('after attempt %i the next one follows after %i s', (attempt, afterSeconds) => {
  const end = judge(new NoAnswer('https://shop.example/ did not answer'), { attempt })
  expect(end).toEqual({ outcome: 'retry', afterSeconds, error: 'https://shop.example/ did not answer' })
})

test('the fifth attempt is the last, and its reason is stored', () => {
  const end = judge(new DomainTrouble('answered 500'), { attempt: 5 })
  expect(end).toEqual({ outcome: 'failed', error: 'given up after 5 attempts: answered 500' })
})

test.each([
  new Refused('answered 404'),
  new EdgesweepError('target_refused', 'the address is not on the public internet'),
  new EdgesweepError('disallowed', 'robots.txt of shop.example disallows it'),
])('%s fails the record at once', (error) => {
  expect(judge(error)).toEqual({ outcome: 'failed', error: error.message })
})

test.each([new Away('the bucket does not answer'), new Away('the resolver does not answer'), new TypeError('a bug')])(
  '%s spends no attempt, on any attempt, and waits longer the longer it has lasted',
  (error) => {
    const pauses = [null, 0, 10, 60, 200, 5_000, 80_000].map((outageSeconds) => {
      const end = judge(error, { attempt: 5, outageSeconds })
      expect(end).toMatchObject({ outcome: 'deferred', outage: true, error: error.message })
      return 'afterSeconds' in end && end.afterSeconds
    })
    expect(pauses).toEqual([2, 2, 10, 60, 200, 300, 300])
  },
)

test('an error of ours that has lasted for a day fails the record, and the reason says whose fault it was', () => {
  expect(judge(new Away('the bucket does not answer'), { outageSeconds: 86_399 })).toMatchObject({
    outcome: 'deferred',
  })
  expect(judge(new Away('the bucket does not answer'), { outageSeconds: 86_400 })).toEqual({
    outcome: 'failed',
    error: 'a fault of this service kept it from ending: the bucket does not answer',
  })
})

test('a record without a permit is deferred until one is available, on any attempt', () => {
  const end = judge(new NoPermit(3_100, 'domain shop.example: 2 of 2 requests in flight'), { attempt: 5 })
  expect(end).toEqual({
    outcome: 'deferred',
    afterSeconds: 3.1,
    error: 'domain shop.example: 2 of 2 requests in flight',
    throttled: false,
  })
  expect(judge(new NoPermit(0, 'at once'))).toMatchObject({ outcome: 'deferred', afterSeconds: 0.5 })
})

test('a record of a domain that always throttles is given up eventually', () => {
  const throttled = new NoPermit(1_000, 'domain shop.example answered 429', { throttled: true })
  expect(judge(throttled, { throttles: maxThrottles - 1 })).toMatchObject({ outcome: 'deferred', throttled: true })
  expect(judge(throttled, { throttles: maxThrottles })).toMatchObject({
    outcome: 'failed',
    error: 'given up after 11 refusals: domain shop.example answered 429',
  })
})

test('a thrown value that is not an error becomes a text that the database can store', () => {
  expect(judge(`odd\0${'x'.repeat(2_000)}`)).toMatchObject({ error: `odd${'x'.repeat(997)}` })
})

test('an unavailable database and a stopping instance spend no attempt', () => {
  expect(judge(new StatementError('finish-profiles', new Error('ECONNREFUSED')), { attempt: 5 })).toMatchObject({
    outcome: 'deferred',
    afterSeconds: 2,
  })
  expect(judge(new Abandoned('its instance is stopping'))).toEqual({ outcome: 'unused' })
})
