import { judgeAnswer } from '@edgesweep/core/github/judge-answer.ts'
import { expect, test } from 'vitest'

const now = Date.UTC(2026, 10, 25, 10)
/** The time by GitHub's clock, which may differ from the local clock. */
const date = Date.UTC(2026, 10, 25, 9, 58)
const reset = date / 1000 + 600

function judge(status: number, headers: Record<string, string> = {}, message = '', strikes = 0) {
  const dated = { date: new Date(date).toUTCString(), ...headers }
  return judgeAnswer({ status, headers: new Headers(dated), message }, { resource: 'core', strikes, now })
}

/** Headers that state this many remaining requests of 5,000. */
const left = (remaining: number, more: Record<string, string> = {}) => ({
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(reset),
  'x-ratelimit-resource': 'core',
  ...more,
})

test("an answer states the remaining requests and the reset by GitHub's own clock", () => {
  const { verdict, token } = judge(200, left(4_321))
  expect(verdict).toBe('answered')
  expect(token).toEqual({
    budget: { limit: 5_000, remaining: 4_321, reset, resetAfterSeconds: 601 },
    spent: true,
    restSeconds: null,
    struck: false,
    disabled: false,
  })
})

test('an answer without a date counts as given now', () => {
  const headers = new Headers(left(1))
  const { token } = judgeAnswer({ status: 200, headers, message: '' }, { resource: 'core', strikes: 0, now })
  expect(token.budget?.resetAfterSeconds).toBe(reset - now / 1000 + 1)
})

test.each([
  ['of another resource', left(4, { 'x-ratelimit-resource': 'code_search' })],
  ['without a reset time', { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '3' }],
  ['that are not numbers', left(4, { 'x-ratelimit-reset': 'soon' })],
])('headers %s state no budget', (_, headers) => {
  expect(judge(200, headers).token.budget).toBeNull()
})

test.each([200, 301, 304, 404, 410])('%i answers the request', (status) => {
  expect(judge(status, left(9)).verdict).toBe('answered')
})

test('an unchanged answer does not use up a request of the budget', () => {
  expect(judge(304, left(9)).token.spent).toBe(false)
  expect(judge(200, left(9)).token.spent).toBe(true)
})

test.each([500, 502, 503, 504, 408])(
  "an answer with status %i is GitHub's failure and does not pause the token",
  (status) => {
    expect(judge(status, { 'retry-after': '9' })).toMatchObject({ verdict: 'faulty', token: { restSeconds: null } })
  },
)

test.each([
  [400, 'Problems parsing JSON'],
  [403, 'Resource not accessible by personal access token'],
  [403, 'Sorry. Your account was suspended'],
  [422, 'Only the first 1000 search results are available'],
  [451, 'Repository access blocked'],
])('%i "%s" fails the record and does not pause the token', (status, message) => {
  const { verdict, token } = judge(status, left(9), message)
  expect([verdict, token.restSeconds, token.disabled]).toEqual(['refused', null, false])
})

test.each([403, 429])(
  '%i without remaining requests pauses the token until the reset and does not count as a strike',
  (status) => {
    const { verdict, token } = judge(status, left(0), 'API rate limit exceeded for user ID 1.')
    expect([verdict, token.restSeconds, token.struck]).toEqual(['elsewhere', 601, false])
  },
)

test('the last request of a budget is answered like any other', () => {
  expect(judge(200, left(0))).toMatchObject({
    verdict: 'answered',
    token: { budget: { remaining: 0 }, restSeconds: null },
  })
})

test.each([403, 429])('%i with Retry-After pauses the token for that long, even with requests left', (status) => {
  for (const remaining of [0, 900]) {
    const { verdict, token } = judge(status, left(remaining, { 'retry-after': '30' }), 'secondary rate limit')
    expect([verdict, token.restSeconds, token.struck]).toEqual(['elsewhere', 30, true])
  }
})

test('a secondary limit without Retry-After pauses the token for a minute, doubled each time up to an hour', () => {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
  const rests = [0, 1, 2, 3, 5, 6, 60].map((strikes) => judge(403, left(70), message, strikes).token.restSeconds)
  expect(rests).toEqual([60, 120, 240, 480, 1_920, 3_600, 3_600])
})

test('429 without further details is a secondary limit', () => {
  expect(judge(429).token).toMatchObject({ restSeconds: 60, struck: true })
})

test('a token that GitHub does not know is disabled', () => {
  expect(judge(401, {}, 'Bad credentials')).toMatchObject({ verdict: 'elsewhere', token: { disabled: true } })
})
