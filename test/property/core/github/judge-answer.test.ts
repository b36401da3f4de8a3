import { judgeAnswer } from '@edgesweep/core/github/judge-answer.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'

const text = fc.oneof(fc.string(), fc.constantFrom('0', '1', '60', '5000', '-1', '1e9', 'core', 'search'))
const header = fc.constantFrom(
  'retry-after',
  'date',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'x-ratelimit-resource',
)
const answers = fc.record({
  status: fc.oneof(fc.constantFrom(200, 304, 401, 403, 404, 429, 451, 502), fc.integer({ min: 200, max: 599 })),
  headers: fc
    .dictionary(
      header,
      text.map((value) => value.replace(/[^\x20-\x7e]/g, '')),
    )
    .map((all) => new Headers(all)),
  message: fc.oneof(fc.string(), fc.constant('You have exceeded a secondary rate limit.')),
})
const terms = fc.record({
  resource: fc.constantFrom('core' as const, 'search' as const),
  strikes: fc.nat(1_000),
  now: fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }).map(Number),
})

test('for any answer, a token is paused for between a second and a day, or not at all', () => {
  fc.assert(
    fc.property(answers, terms, (answer, state) => {
      const { verdict, token } = judgeAnswer(answer, state)
      const { budget, restSeconds, struck, disabled } = token
      // Another token is tried exactly when this one must pause.
      expect(verdict === 'elsewhere').toBe(restSeconds !== null || disabled)
      if (struck) expect(restSeconds).not.toBeNull()
      if (budget)
        expect(Number.isInteger(budget.remaining) && budget.remaining >= 0 && budget.resetAfterSeconds > 0).toBe(true)
      if (restSeconds === null) return
      expect(restSeconds).toBeGreaterThanOrEqual(1)
      if (struck) expect(restSeconds).toBeLessThanOrEqual(86_400)
    }),
    { numRuns: runs(100) },
  )
})

test('an answer other than 401, 403 and 429 never pauses a token', () => {
  fc.assert(
    fc.property(answers, terms, (answer, state) => {
      fc.pre(![401, 403, 429].includes(answer.status))
      const { token } = judgeAnswer(answer, state)
      expect([token.restSeconds, token.struck, token.disabled]).toEqual([null, false, false])
    }),
    { numRuns: runs(100) },
  )
})

test('the more secondary limits a token has met, the longer it pauses', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.nat(50), (a, b) => {
      const restAfter = (strikes: number) =>
        judgeAnswer(
          { status: 403, headers: new Headers(), message: 'secondary rate limit' },
          { resource: 'core', strikes, now: 0 },
        ).token.restSeconds!
      expect(restAfter(Math.max(a, b))).toBeGreaterThanOrEqual(restAfter(Math.min(a, b)))
    }),
    { numRuns: runs(100) },
  )
})
