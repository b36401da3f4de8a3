import { setTimeout as sleep } from 'node:timers/promises'
import { PipelineRun } from '@edgesweep/core/claim/pipeline-run.ts'
import type { ProfileContext } from '@edgesweep/core/pipeline/profiles/process-profile.ts'
import { profilePipeline } from '@edgesweep/core/pipeline/profiles/profile-pipeline.ts'
import { addProfiles } from '@edgesweep/db/queries/record/add-profiles.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { gitHubContext } from '../../../../support/github/github-context.ts'
import { type Fault, startGitHub } from '../../../../support/github/start-github.ts'
import { rowsOf } from '../../../db/some.ts'
import { openDatabase } from '../../../open-database.ts'

const { db } = await openDatabase()

beforeEach(async () => {
  await db.execute(sql`truncate profiles, github_tokens`)
})

const tokens = ['ghp_one', 'ghp_two', 'ghp_three']
const unknown = /^user-\d*7$/
const pipeline = { ...profilePipeline, retry: { maxAttempts: 5, retrySeconds: 0.2 } }

/** Runs three concurrent instances until no profile is in progress. */
async function runTogether(contexts: ProfileContext[]) {
  const underWay = async () => {
    const rows = await rowsOf(db, 'profiles', 'id')
    return rows.some(({ status }) => !['enhanced', 'failed'].includes(String(status)))
  }
  const runs = contexts.map(async (ctx, n) => {
    const run = new PipelineRun(ctx, pipeline, { instance: `host-${n}`, workers: 20, batch: 20, keepLooking: true })
    const running = run.run()
    while (await underWay()) await sleep(100)
    run.stop(1_000)
    return running
  })
  return Promise.all(runs)
}

test('three instances read 300 profiles within three small budgets, and no limit spends an attempt', async () => {
  const faults: Record<number, Fault> = {
    60: { kind: 'secondary', status: 403, retryAfter: 1 },
    150: { kind: 'secondary', status: 429, retryAfter: 2 },
    200: { kind: 'unavailable' },
    210: { kind: 'reset' },
    220: { kind: 'slow', ms: 700 },
    // The token that receives this answer is paused for a minute. The others continue without it.
    700: { kind: 'secondary', status: 403 },
  }
  // Answers arrive in groups and not in the order of the requests.
  const fault = ({ n }: { n: number }): Fault => faults[n] ?? { kind: 'slow', ms: (n * 7) % 40 }
  const knows = (login: string) => !unknown.test(login)
  const github = await startGitHub({ tokens, limits: { core: 300, search: 30 }, windowMs: 1_500, knows, fault })
  const logins = Array.from({ length: 300 }, (_, n) => `user-${n}`)
  expect(await addProfiles(db, { logins })).toBe(300)

  const runs = await runTogether([1, 2, 3].map(() => gitHubContext(db, github, tokens)))

  expect(github.budgets.violations).toEqual([])
  expect([...github.budgets.spent.keys()].sort()).toEqual([...tokens].sort())
  for (const { login, status, error, profile, links } of await rowsOf(db, 'profiles', 'login')) {
    if (unknown.test(String(login))) {
      const failed = { status: 'failed', error: `GitHub has no user ${login}` }
      expect({ login, status, error }).toEqual({ login, ...failed })
      continue
    }
    expect({ login, status, error }).toEqual({ login, status: 'enhanced', error: null })
    expect([profile, links]).toMatchObject([{ login }, { accounts: [{ url: `https://mastodon.example/@${login}` }] }])
  }
  // A request without an answer is retried. A request that reached a limit is not.
  expect(runs.reduce((sum, { retry }) => sum + retry, 0)).toBe(2)
  for (const { done, lost } of runs) expect([done > 0, lost]).toEqual([true, 0])
}, 90_000)

test('reading profiles again spends requests only on changed ones, whichever token reads them', async () => {
  const github = await startGitHub({ tokens })
  await addProfiles(db, { logins: Array.from({ length: 60 }, (_, n) => `user-${n + 100}`) })
  const contexts = [1, 2, 3].map(() => gitHubContext(db, github, tokens))
  const spent = () => [...github.budgets.spent.values()].reduce((sum, one) => sum + one, 0)
  const contents = async () =>
    (await rowsOf(db, 'profiles', 'login')).map(({ login, profile, links, etags }) => ({
      login,
      profile,
      links,
      etags,
    }))
  const readAgain = async () => {
    await db.execute(sql`update profiles set status = 'initial', ended_at = null, next_attempt_at = now()`)
    await runTogether(contexts)
  }
  await runTogether(contexts)
  const first = await contents()
  expect([spent(), github.requests.length]).toEqual([240, 240])

  await readAgain()
  expect([spent(), github.requests.length]).toEqual([240, 480])
  expect(await contents()).toEqual(first)

  github.change('user-100')
  await readAgain()
  expect([spent(), github.requests.length]).toEqual([244, 720])
}, 60_000)
