import { missingVariables } from '@edgesweep/infra/cloudflare/account/missing-variables.ts'
import { expect, test } from 'vitest'

const direct = 'postgres://edge:hunter2@ep-calm-1.eu-central-1.aws.neon.tech/main'
const pooled = 'postgres://edge:hunter2@ep-calm-1-pooler.eu-central-1.aws.neon.tech/main'

test('a deployment needs only the two connection strings', () => {
  expect(missingVariables({ DATABASE_URL: pooled, DATABASE_URL_DIRECT: direct })).toEqual([])
})

test.each([
  [{ DATABASE_URL_DIRECT: direct }, 'DATABASE_URL', /not set/],
  [{ DATABASE_URL: pooled }, 'DATABASE_URL_DIRECT', /not set/],
  [
    { DATABASE_URL: 'https://hunter2@db', DATABASE_URL_DIRECT: direct },
    'DATABASE_URL',
    /not a Postgres connection string/,
  ],
  [{ DATABASE_URL: pooled, DATABASE_URL_DIRECT: pooled }, 'DATABASE_URL_DIRECT', /address of a pooler/],
  [{ DATABASE_URL: pooled, DATABASE_URL_DIRECT: 'postgres://edge@db/main' }, 'DATABASE_URL_DIRECT', /has no password/],
  [{ DATABASE_URL: pooled, DATABASE_URL_DIRECT: 'postgres://edge:other@db/main' }, 'DATABASE_URL', /password differs/],
])('the variables %o have a problem with %s', (env, name, problem) => {
  const problems = missingVariables(env)
  expect(problems).toEqual([{ name, problem: expect.stringMatching(problem), remedy: expect.any(String) }])
  expect(JSON.stringify(problems)).not.toContain('hunter2')
})
