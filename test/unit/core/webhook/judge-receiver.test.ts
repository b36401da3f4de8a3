import { judgeReceiver } from '@edgesweep/core/webhook/judge-receiver.ts'
import { describe, expect, test } from 'vitest'
import { endingOfAnswer } from '../../../support/judge-answer.ts'

const judge = (
  failures: number,
  statusCode: number | null,
  { retryAfter = null, durationMs = 10 }: { retryAfter?: number | null; durationMs?: number } = {},
) =>
  judgeReceiver(
    { line: 'whe_1', failures },
    { ending: endingOfAnswer(statusCode), statusCode, retryAfter, durationMs },
    0.5,
  )

describe('a receiver', () => {
  test.each([null, 429, 500, 503])('that gives %s fails, and rests from the third failure in a row on', (status) => {
    expect([0, 1, 2, 3, 4, 7, 8, 9, 100].map((before) => judge(before, status)!.restSeconds)).toEqual([
      0, 0, 5, 10, 20, 160, 300, 300, 300,
    ])
    expect(judge(2, status)).toMatchObject({ line: 'whe_1', failures: 3 })
  })

  test.each([200, 204, 400, 404, 410])('that answers %s has no failures', (status) => {
    expect(judge(9, status)).toEqual({ line: 'whe_1', failures: 0, slow: false, restSeconds: 0 })
  })

  test('that asks for a pause rests for it, and for an hour at most', () => {
    expect(judge(0, 503, { retryAfter: 90 })).toMatchObject({ failures: 1, restSeconds: 90 })
    expect(judge(0, 429, { retryAfter: 86_400 })).toMatchObject({ restSeconds: 3_600 })
  })

  test('that takes more than a second is slow, however it answers', () => {
    expect(judge(0, 200, { durationMs: 1_001 })).toMatchObject({ failures: 0, slow: true })
    expect(judge(0, null, { durationMs: 15_000 })).toMatchObject({ failures: 1, slow: true })
    expect(judge(0, 200, { durationMs: 1_000 })).toMatchObject({ slow: false })
  })

  test('is not judged by a failure of ours', () => {
    const ending = { kind: 'retry', cause: 'unknown', fault: 'ours', reason: 'no resolver answered' } as const
    const attempt = { ending, statusCode: null, retryAfter: null, durationMs: 5_000 }
    expect(judgeReceiver({ line: 'whe_1', failures: 2 }, attempt, 0.5)).toBe(null)
  })
})
