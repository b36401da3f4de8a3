import type { ApiEnv } from '@edgesweep/api/src/api.ts'
import { answerError } from '@edgesweep/api/src/http/problem.ts'
import { StatementError } from '@edgesweep/db/run-statement.ts'
import { Hono } from 'hono'
import { expect, test } from 'vitest'

/** The answer of a route that throws `error`. */
function answerTo(error: Error): Promise<Response> | Response {
  const app = new Hono<ApiEnv>().get('/', () => {
    throw error
  })
  return app.onError(answerError).request('/')
}

const failed = (code: string) => new StatementError('list-jobs', Object.assign(new Error('secret detail'), { code }))

test.each(['57014', '40P01', '25006', '53100', '53300', '57P01', '55P03', '08006', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE'])(
  'a database that fails with %s is answered with 503 and Retry-After',
  async (code) => {
    const answer = await answerTo(failed(code))
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2'])
    expect(await answer.json()).toMatchObject({
      type: 'urn:edgesweep:problem:unavailable',
      detail: expect.not.stringContaining('secret'),
    })
  },
)

test.each([failed('23505'), failed('22P02'), failed('42703'), new TypeError('a bug')])(
  '%s is answered with 500, without its text',
  async (error) => {
    const answer = await answerTo(error)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([500, null])
    expect(await answer.text()).not.toContain(error.message)
  },
)
