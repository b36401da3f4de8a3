import { PipelineRun } from '@edgesweep/core/claim/pipeline-run.ts'
import { profilePipeline } from '@edgesweep/core/pipeline/profiles/profile-pipeline.ts'
import { addProfiles } from '@edgesweep/db/queries/record/add-profiles.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { gitHubContext } from '../../../../support/github/github-context.ts'
import { type GitHubOptions, startGitHub } from '../../../../support/github/start-github.ts'
import { serve } from '../../../../support/serve.ts'
import { rowsOf } from '../../../db/some.ts'
import { openDatabase } from '../../../open-database.ts'

const { db } = await openDatabase()

beforeEach(async () => {
  await db.execute(sql`truncate profiles, github_tokens`)
})

/** Reads profiles until none is due. Returns their rows by login. */
async function read(logins: string[], options: Partial<GitHubOptions> & { hosts?: string[] } = {}) {
  const { hosts = [], ...gitHub } = options
  const github = await startGitHub({ tokens: ['ghp_one'], ...gitHub })
  const ctx = gitHubContext(db, github, ['ghp_one'], { hosts })
  const pipeline = { ...profilePipeline, retry: { maxAttempts: 3, retrySeconds: 0.05 } }
  const run = () => new PipelineRun(ctx, pipeline, { instance: 'host-1', workers: 4 }).run()
  await addProfiles(db, { logins })
  const counts = await run()
  const rows = async () => Object.fromEntries((await rowsOf(db, 'profiles', 'id')).map((row) => [row.login, row]))
  return { github, run, counts, rows, profiles: await rows() }
}

test('a profile is read in two stages, each with its own attempts', async () => {
  const fault = ({ n }: { n: number }) => (n === 1 || n === 3 ? { kind: 'unavailable' as const } : undefined)
  const { github, counts, profiles } = await read(['octocat'], { fault })
  expect(counts).toMatchObject({ done: 2, retry: 2, failed: 0 })
  expect(github.requests.map(({ path }) => path)).toEqual([
    '/users/octocat',
    '/users/octocat',
    '/users/octocat/social_accounts',
    '/users/octocat/social_accounts',
    '/users/octocat/orgs',
    '/users/octocat/repos',
  ])
  const etag = { value: expect.stringMatching(/^W\//), token: expect.stringMatching(/^[0-9a-f]{64}$/) }
  expect(profiles.octocat).toMatchObject({
    status: 'enhanced',
    attempts: 2,
    claimed_by: 'host-1',
    claimed_from: null,
    lease_token: null,
    profile: { login: 'octocat', name: 'octocat the 26816th', blog: { state: 'missing' } },
    links: {
      accounts: [{ provider: 'mastodon' }],
      organizations: [{ login: 'octokit-fixture-org' }],
      repositories: [{ name: 'many', stars: 42 }, { name: 'few' }],
      blog: { state: 'none' },
    },
    etags: { profile: etag, accounts: etag, organizations: etag, repositories: etag },
    profiled_at: expect.any(String),
    enhanced_at: expect.any(String),
    ended_at: expect.any(String),
  })
})

test('a missing user fails at once, and a failing one after its attempts', async () => {
  const fault = ({ path }: { path: string }) => (path === '/users/ill' ? { kind: 'unavailable' as const } : undefined)
  const { counts, profiles } = await read(['nobody', 'ill'], { knows: (login) => login !== 'nobody', fault })
  expect(counts).toMatchObject({ done: 0, failed: 2, retry: 2 })
  expect(profiles.nobody).toMatchObject({
    status: 'failed',
    attempts: 1,
    error: 'GitHub has no user nobody',
  })
  expect(profiles.ill).toMatchObject({ status: 'failed', attempts: 3 })
  expect(profiles.ill!.error).toMatch(/^given up after 3 attempts: .*\/users\/ill answered 502/)
})

test("a profile's blog is read, and an unreadable blog does not fail the profile", async () => {
  const { host, origin } = await serve(({ url }, response) => {
    if (url === '/moved') return response.writeHead(302, { location: '/blog' }).end()
    if (url === '/broken') return response.writeHead(500).end()
    if (url === '/picture') return response.writeHead(200, { 'content-type': 'image/png' }).end()
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end('<title>Öcto</title><meta name="description" content="Of cats">')
  })
  const blogs: Record<string, string> = {
    good: `${origin}/moved`,
    broken: `${origin}/broken`,
    picture: `${origin}/picture`,
    inside: 'http://10.0.0.1/',
    nonsense: 'I have none',
  }
  const { counts, profiles } = await read(Object.keys(blogs), { hosts: [host], blogOf: (login) => blogs[login]! })
  expect(counts).toMatchObject({ done: 10, failed: 0 })
  const blogOf = (login: string) => (profiles[login]!.links as { blog: unknown }).blog
  expect(blogOf('good')).toEqual({ state: 'read', url: `${origin}/blog`, title: 'Öcto', description: 'Of cats' })
  expect(blogOf('broken')).toEqual({ state: 'unread', reason: 'answered 500' })
  expect(blogOf('picture')).toEqual({ state: 'unread', reason: 'the page is image/png, not HTML' })
  expect(blogOf('inside')).toMatchObject({
    state: 'unread',
    reason: expect.stringContaining('not on the public internet'),
  })
  expect(blogOf('nonsense')).toEqual({ state: 'none' })
  expect(profiles.nonsense!.profile).toMatchObject({ blog: { state: 'unparsed', raw: 'I have none' } })
})

test('a profile that its worker lost keeps its record unchanged', async () => {
  const { profiles } = await read(['octocat'])
  const { id, profile } = profiles.octocat as { id: string; profile: unknown }
  const stage = { stage: 'enhanced' as const, profile: { login: 'late' }, links: null, etags: { profile: 'late' } }
  expect(await profilePipeline.finish(db, [{ id, token: 'another', ...stage }])).toEqual([])
  expect((await rowsOf(db, 'profiles', 'id'))[0]).toEqual({ ...profiles.octocat, profile })
})
