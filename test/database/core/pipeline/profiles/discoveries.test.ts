import { PipelineRun } from '@edgesweep/core/claim/pipeline-run.ts'
import { discoveryPipeline } from '@edgesweep/core/pipeline/profiles/discovery-pipeline.ts'
import type { DiscoveryRow } from '@edgesweep/core/pipeline/profiles/process-discovery.ts'
import { claimRecords } from '@edgesweep/db/queries/claim/claim-records.ts'
import { addDiscovery } from '@edgesweep/db/queries/record/add-discovery.ts'
import { addProfiles } from '@edgesweep/db/queries/record/add-profiles.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { gitHubContext } from '../../../../support/github/github-context.ts'
import { type GitHubOptions, startGitHub } from '../../../../support/github/start-github.ts'
import { rowsOf } from '../../../db/some.ts'
import { openDatabase } from '../../../open-database.ts'

const { db } = await openDatabase()

beforeEach(async () => {
  await db.execute(sql`truncate profiles, discoveries, github_tokens`)
})

const users = (count: number) => Array.from({ length: count }, (_, n) => `User-${n}`)
const discoveries = () => rowsOf(db, 'discoveries', 'id')
const logins = async () => (await rowsOf(db, 'profiles', 'login')).map(({ login }) => login)
const lower = (names: string[]) => names.map((name) => name.toLowerCase()).sort()

async function someGitHub(finds: string[], options: Partial<GitHubOptions> = {}) {
  const github = await startGitHub({ tokens: ['ghp_one'], finds, ...options })
  const ctx = gitHubContext(db, github, ['ghp_one'])
  const pipeline = { ...discoveryPipeline, retry: { maxAttempts: 3, retrySeconds: 0.05 } }
  const run = (instance = 'host-1') => new PipelineRun(ctx, pipeline, { instance, workers: 2 }).run()
  return { github, ctx, run }
}

test('a search is read page by page, and each user found becomes a profile unless one exists', async () => {
  const { github, run } = await someGitHub(users(250))
  await addProfiles(db, { logins: ['user-3', 'somebody'] })
  await db.execute(sql`update profiles set status = 'enhanced'`)
  await addDiscovery(db, { query: 'location:zürich type:user', maxResults: 1_000 })
  expect(await run()).toMatchObject({ done: 3, failed: 0, deferred: 0, retry: 0 })
  expect(await discoveries()).toMatchObject([
    {
      status: 'completed',
      found: 250,
      added: 249,
      total: 250,
      incomplete: false,
      attempts: 1,
      claimed_by: 'host-1',
      lease_token: null,
    },
  ])
  expect(await logins()).toEqual(lower([...users(250), 'somebody']))
  const rows = await rowsOf(db, 'profiles', 'login')
  expect(rows.filter(({ status }) => status === 'enhanced').map(({ login }) => login)).toEqual(['somebody', 'user-3'])
  expect(rows.filter(({ status }) => status === 'initial')).toHaveLength(249)
  expect(github.requests).toHaveLength(3)
})

test.each([
  ['its own limit', 120, 500, 2, 120],
  ['the most results that GitHub returns', 1_000, 1_700, 10, 1_000],
  ['a page that is exactly full', 1_000, 200, 2, 200],
  ['no results', 1_000, 0, 1, 0],
])('a search ends with %s', async (_, maxResults, there, pages, found) => {
  const { github, run } = await someGitHub(users(there))
  await addDiscovery(db, { query: 'octo', maxResults })
  await run()
  expect(await discoveries()).toMatchObject([{ status: 'completed', found, added: found, total: there }])
  expect(await logins()).toHaveLength(found)
  expect(github.requests).toHaveLength(pages)
  expect(github.budgets.violations).toEqual([])
})

test("a search that GitHub rejects fails with GitHub's message", async () => {
  const { run } = await someGitHub([])
  const id = await addDiscovery(db, { query: 'octo', maxResults: 1_000 })
  await db.execute(sql`update discoveries set page = 11 where id = ${id}`)
  await run()
  const [row] = await discoveries()
  expect(row).toMatchObject({ status: 'failed', attempts: 1 })
  expect(row!.error).toContain('answered 422: Only the first 1000 search results are available')
})

test('a page whose end was lost is read again, and a late end changes nothing', async () => {
  const { ctx, run } = await someGitHub(users(150))
  await addDiscovery(db, { query: 'octo', maxResults: 1_000 })
  const claim = { instance: 'dead', token: 't', limit: 1, leaseSeconds: 0, after: null }
  const [row] = await claimRecords<DiscoveryRow>(db, 'discoveries', claim)
  const { signal: lost } = new AbortController()
  const record = { ...row!, token: 't' }
  const result = await discoveryPipeline.process(ctx, record, { lost })
  await run()
  expect(await discoveryPipeline.finish(db, [{ id: record.id, token: 't', ...result }])).toEqual([])
  expect(await discoveries()).toMatchObject([{ status: 'completed', found: 150, added: 150, page: 3 }])
  expect(await logins()).toHaveLength(150)
})

test('three instances with overlapping searches add each user once and stay within the budget', async () => {
  const limits = { core: 5_000, search: 4 }
  const { github, run } = await someGitHub(users(180), { limits, windowMs: 1_000 })
  for (const query of ['a', 'b', 'c', 'd', 'e']) await addDiscovery(db, { query, maxResults: 1_000 })
  await Promise.all(['host-1', 'host-2', 'host-3'].map(run))
  const rows = await discoveries()
  expect(rows.map(({ status, found }) => [status, found])).toEqual(Array(5).fill(['completed', 180]))
  expect(rows.reduce((sum, { added }) => sum + Number(added), 0)).toBe(180)
  expect(await logins()).toEqual(lower(users(180)))
  expect(github.budgets.violations).toEqual([])
})
