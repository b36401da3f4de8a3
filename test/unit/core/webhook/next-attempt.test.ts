import { judgeAttempt } from '@edgesweep/core/webhook/next-attempt.ts'
import { expect, test } from 'vitest'
import { judgeAnswer } from '../../../support/judge-answer.ts'

test.each([200, 201, 204, 299])('an answer of %i completes the delivery', (status) => {
  expect(judgeAnswer(1, status, null, 0.5)).toEqual({ outcome: 'delivered' })
})

test.each([301, 302, 307, 400, 404, 429, 500, 503, null])('a delivery answered with %s is retried', (status) => {
  expect(judgeAnswer(1, status, null, 0.5)).toEqual({ outcome: 'failed', retryAfterSeconds: 5 })
})

test('a 410 answer disables the endpoint', () => {
  expect(judgeAnswer(1, 410, null, 0.5)).toEqual({ outcome: 'dead', gone: true })
})

test('a delivery that always fails is given up after twelve attempts in about three days', () => {
  let seconds = 0
  let attempt = 1
  while (true) {
    const verdict = judgeAnswer(attempt, 500, null, 0.5)
    if (verdict.outcome !== 'failed') {
      expect(verdict).toEqual({ outcome: 'dead', gone: false })
      break
    }
    seconds += verdict.retryAfterSeconds
    attempt += 1
  }
  expect(attempt).toBe(12)
  expect(seconds / 86_400).toBeGreaterThan(3)
  expect(seconds / 86_400).toBeLessThan(3.5)
})

test('the delay before a retry varies by 20 %', () => {
  expect(judgeAnswer(4, 500, null, 0)).toEqual({ outcome: 'failed', retryAfterSeconds: 540 })
  expect(judgeAnswer(4, 500, null, 0.999)).toEqual({ outcome: 'failed', retryAfterSeconds: 660 })
})

test('Retry-After can delay the next attempt but not advance it', () => {
  expect(judgeAnswer(1, 429, 90, 0.5)).toEqual({ outcome: 'failed', retryAfterSeconds: 90 })
  expect(judgeAnswer(4, 429, 90, 0.5)).toEqual({ outcome: 'failed', retryAfterSeconds: 600 })
})

test.each([
  [0, 5],
  [25, 5],
  [100, 20],
  [3_000, 600],
  [259_200, 600],
])('a failure of ours after %i s spends no attempt and pauses the delivery for %i s', (ageSeconds, pause) => {
  const ending = { kind: 'retry', cause: 'unknown', fault: 'ours', reason: 'no resolver answered' } as const
  const failed = { ending, statusCode: null, retryAfter: null }
  for (const attempt of [1, 12, 99])
    expect(judgeAttempt({ attempt, ageSeconds }, failed, 0.5)).toEqual({
      outcome: 'postponed',
      retryAfterSeconds: pause,
    })
})
