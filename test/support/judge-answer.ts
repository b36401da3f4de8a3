import type { Ending } from '@edgesweep/core/endings/ending.ts'
import { endingOf } from '@edgesweep/core/endings/ending-of.ts'
import { expectSuccess, NoAnswer } from '@edgesweep/core/endings/typed-errors.ts'
import { judgeAttempt } from '@edgesweep/core/webhook/next-attempt.ts'

/** The verdict on a delivery attempt with the answer `statusCode`, or with no answer (null). */
export const judgeAnswer = (attempt: number, statusCode: number | null, retryAfter: number | null, random: number) =>
  judgeAttempt({ attempt, ageSeconds: 0 }, { ending: endingOfAnswer(statusCode), statusCode, retryAfter }, random)

/** How a delivery attempt ended with the answer `statusCode`, or with no answer (null). */
export function endingOfAnswer(statusCode: number | null): Ending {
  try {
    if (statusCode === null) throw new NoAnswer('no answer')
    expectSuccess(statusCode)
    return { kind: 'done' }
  } catch (error) {
    return endingOf(error)
  }
}
