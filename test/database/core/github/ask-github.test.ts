import { NoAnswer, NoPermit, Refused } from '@edgesweep/core/endings/typed-errors.ts'
import { askGitHub, type GitHubAnswer, type GitHubRequest } from '@edgesweep/core/github/ask-github.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { gitHubContext } from '../../../support/github/github-context.ts'
import { type Fault, type GitHubOptions, startGitHub } from '../../../support/github/start-github.ts'
import { serve } from '../../../support/serve.ts'
import { rowsOf } from '../../db/some.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()

beforeEach(async () => {
  await db.execute(sql`delete from github_tokens`)
})

/** A GitHub server and a context for it. Pauses take no time; `paused` sums them up in milliseconds. */
async function someGitHub(options: Partial<GitHubOptions> = {}) {
  const tokens = options.tokens ?? ['ghp_one', 'ghp_two']
  const github = await startGitHub({ tokens, ...options })
  const logged: string[] = []
  const paused = { ms: 0 }
  const ctx = gitHubContext(db, github, tokens, {
    clock: {
      now: systemClock.now,
      sleep: async (ms) => {
        paused.ms += ms
      },
    },
    log: {
      info: () => {},
      warn: (event, fields) => logged.push(`warn ${event} ${JSON.stringify(fields)}`),
      error: (event, fields) => logged.push(`error ${event} ${JSON.stringify(fields)}`),
    },
  })
  const ask = (changes: Partial<GitHubRequest> = {}) =>
    askGitHub(ctx, { path: '/users/octocat', resource: 'core', lost: new AbortController().signal, ...changes })
  return { github, ctx, ask, logged, paused }
}

/** The answers to the first requests, in order. */
const first =
  (...faults: Fault[]) =>
  ({ n }: { n: number }) =>
    faults[n - 1]

const strikesAndLeases = async () =>
  (await rowsOf(db, 'github_tokens', 'id')).map(({ strikes, leases }) => ({ strikes, leases }))

test('requests carry the headers and follow the pacing that GitHub asks for', async () => {
  const seen: Array<Record<string, unknown>> = []
  const { host, origin } = await serve((request, response) => {
    seen.push(request.headers)
    response.end('{}')
  })
  const ctx = gitHubContext(db, { host, origin }, ['ghp_one'])
  await askGitHub(ctx, {
    path: '/users/a',
    resource: 'core',
    etag: { value: 'W/"1"', token: 'none of ours' },
    lost: new AbortController().signal,
  })
  expect(seen[0]).toMatchObject({
    accept: 'application/vnd.github+json',
    authorization: 'Bearer ghp_one',
    'user-agent': 'Edgesweep/test',
    'x-github-api-version': '2022-11-28',
    'if-none-match': 'W/"1"',
  })
})

/** The ETag of an answer. */
const etagOf = (answer: GitHubAnswer) => (answer.status === 'found' ? answer.etag! : undefined)

test('an answer that has not changed since its ETag spends no request', async () => {
  const { github, ask } = await someGitHub({ tokens: ['ghp_one'], limits: { core: 2, search: 1 } })
  const etag = etagOf(await ask())
  expect(etag?.value).toMatch(/^W\//)
  for (let n = 0; n < 20; n++) expect(await ask({ etag })).toEqual({ status: 'unchanged' })
  expect(await ask({ path: '/users/other' })).toMatchObject({ status: 'found' })
  expect(github.budgets.spent.get('ghp_one')).toBe(2)
  expect(github.budgets.violations).toEqual([])
})

test('an ETag is sent with the token that received it, and with another only while that one is paused', async () => {
  const { github, ask } = await someGitHub({ tokens: ['ghp_one', 'ghp_two', 'ghp_three'] })
  const etag = etagOf(await ask())
  for (let n = 0; n < 9; n++) expect(await ask({ etag })).toEqual({ status: 'unchanged' })
  await db.execute(sql`update github_tokens set resting_until = now() + interval '1 hour' where id = ${etag!.token}`)
  const other = etagOf(await ask({ etag }))
  expect(other?.token).not.toBe(etag!.token)
  expect(github.requests.map(({ token }) => token === github.requests[0]!.token)).toEqual([
    ...Array(10).fill(true),
    false,
  ])
})

test('a user that GitHub does not know is absent', async () => {
  const { ask } = await someGitHub({ knows: () => false })
  expect(await ask()).toEqual({ status: 'absent' })
})

test.each([403, 429] as const)(
  'a token that reaches a limit (%i) is paused, and another is used at once',
  async (status) => {
    const { github, ask, logged, paused } = await someGitHub({
      fault: first({ kind: 'secondary', status, retryAfter: 60 }),
    })
    expect(await ask()).toMatchObject({ status: 'found' })
    expect(await ask()).toMatchObject({ status: 'found' })
    const [limited, ...others] = github.requests.map(({ token }) => token)
    expect(others).toHaveLength(2)
    expect(others).not.toContain(limited)
    expect(paused.ms).toBeLessThan(1_000)
    expect(logged).toEqual([expect.stringMatching(/^warn github.token_paused .*"restSeconds":60/)])
    expect(logged.join()).not.toContain('ghp_')
  },
)

test('while every token is paused, requests are deferred until the first one is free', async () => {
  const limit = { kind: 'secondary' as const, status: 403 as const }
  const { github, ask, paused } = await someGitHub({
    fault: first({ ...limit, retryAfter: 900 }, { ...limit, retryAfter: 90 }),
  })
  const askedAt = Date.now()
  const error = await ask().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(NoPermit)
  const { afterMs, throttled, message } = error as NoPermit
  expect(throttled).toBe(false)
  expect(afterMs).toBeGreaterThan(85_000 - (Date.now() - askedAt))
  expect(afterMs).toBeLessThan(95_000)
  expect(message).toBe('no GitHub token has a request left for core')
  expect(paused.ms).toBeGreaterThanOrEqual(30_000)
  expect(github.requests).toHaveLength(2)
})

test('a token that GitHub does not know is logged as an error and never used again', async () => {
  const { github, ctx, ask, logged } = await someGitHub({ tokens: ['ghp_one'] })
  const wrong = gitHubContext(db, github, ['ghp_wrong', 'ghp_one'], { log: ctx.log })
  const { signal: lost } = new AbortController()
  for (let n = 0; n < 4; n++)
    expect(await askGitHub(wrong, { path: '/users/octocat', resource: 'core', lost })).toMatchObject({
      status: 'found',
    })
  expect(github.requests.filter(({ token }) => token === 'ghp_wrong')).toHaveLength(1)
  expect(logged).toEqual([
    expect.stringMatching(/^error github.token_refused .*"status":401,"message":"Bad credentials"/),
  ])
  expect(logged.join()).not.toContain('ghp_')
  expect(await ask()).toMatchObject({ status: 'found' })
})

test('without a token nothing is requested, and the error names the variable to set', async () => {
  const { github } = await someGitHub()
  const { signal: lost } = new AbortController()
  const asked = askGitHub(gitHubContext(db, github, []), { path: '/users/octocat', resource: 'core', lost })
  await expect(asked).rejects.toThrow('set valid ones in GITHUB_TOKENS')
  await expect(asked).rejects.toBeInstanceOf(NoPermit)
  expect(github.requests).toEqual([])
})

test.each([403, 451] as const)('%i without a limit fails the record and does not pause the token', async (status) => {
  const { ask } = await someGitHub({ tokens: ['ghp_one'], fault: first({ kind: 'blocked', status }) })
  const error = await ask().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(Refused)
  expect(String(error)).toContain(`/users/octocat answered ${status}: Repository access blocked`)
  expect(await ask()).toMatchObject({ status: 'found' })
})

test('a failure of GitHub may be retried and leaves no token leased', async () => {
  const { ask } = await someGitHub({ tokens: ['ghp_one'], fault: first({ kind: 'unavailable' }, { kind: 'reset' }) })
  await expect(ask()).rejects.toThrow('answered 502')
  await expect(ask()).rejects.toBeInstanceOf(NoAnswer)
  expect(await ask()).toMatchObject({ status: 'found' })
  expect(await strikesAndLeases()).toEqual(Array(2).fill({ strikes: 0, leases: {} }))
})

test('an aborted request returns its token', async () => {
  const { ctx } = await someGitHub({ tokens: ['ghp_one'], fault: () => ({ kind: 'slow', ms: 5_000 }) })
  const lost = new AbortController()
  const asking = askGitHub(ctx, { path: '/users/octocat', resource: 'core', lost: lost.signal })
  await expect.poll(async () => JSON.stringify(await strikesAndLeases())).toContain('T')
  lost.abort(new Error('not wanted any more'))
  await expect(asking).rejects.toThrow('not wanted any more')
  expect(await strikesAndLeases()).toEqual(Array(2).fill({ strikes: 0, leases: {} }))
})

test('a renamed user is followed on GitHub, and no token is sent to another host', async () => {
  const elsewhere: unknown[] = []
  const { origin } = await serve((request, response) => {
    elsewhere.push(request.headers)
    response.end()
  })
  const { ask } = await someGitHub({
    tokens: ['ghp_one'],
    fault: first(
      { kind: 'moved', to: '/users/octocat2' },
      { kind: 'slow', ms: 1 },
      { kind: 'moved', to: `${origin}/users/a` },
    ),
  })
  const answer = await ask()
  expect(JSON.parse((answer as { body: string }).body)).toMatchObject({ login: 'octocat2' })
  await expect(ask()).rejects.toThrow('redirects to another host')
  expect(elsewhere).toEqual([])
})

test('a redirect loop ends with an error', async () => {
  const { github, ask } = await someGitHub({ fault: () => ({ kind: 'moved', to: '/users/octocat' }) })
  await expect(ask()).rejects.toThrow('redirects more than 3 times')
  expect(github.requests).toHaveLength(4)
})

test('a GitHub in a private network is requested only if the operator allows it', async () => {
  const { github, ctx } = await someGitHub()
  const settings = { ...ctx.settings, allowedTargets: [] }
  const { signal: lost } = new AbortController()
  const asked = askGitHub({ ...ctx, settings }, { path: '/users/octocat', resource: 'core', lost })
  await expect(asked).rejects.toMatchObject({ code: 'target_refused' })
  expect(github.requests).toEqual([])
})
