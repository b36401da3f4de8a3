import { askGitHub } from '@edgesweep/core/github/ask-github.ts'
import { expect, test } from 'vitest'
import { gitHubContext } from '../../../support/github/github-context.ts'
import { startGitHub } from '../../../support/github/start-github.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()

test('sixty concurrent requesters get all their answers and never exceed a budget of eleven', async () => {
  const tokens = ['ghp_one', 'ghp_two', 'ghp_three']
  const fault = ({ n }: { n: number }) => ({ kind: 'slow' as const, ms: (n * 37) % 90 })
  const github = await startGitHub({ tokens, limits: { core: 11, search: 1 }, windowMs: 1_000, fault })
  const { signal: lost } = new AbortController()
  const asking = Array.from({ length: 60 }, async (_, n) => {
    const ctx = gitHubContext(db, github, tokens)
    for (const part of ['', '/orgs'])
      expect(await askGitHub(ctx, { path: `/users/user-${n}${part}`, resource: 'core', lost })).toMatchObject({
        status: 'found',
      })
  })
  await Promise.all(asking)
  expect(github.budgets.violations).toEqual([])
  expect(github.requests).toHaveLength(120)
}, 60_000)
