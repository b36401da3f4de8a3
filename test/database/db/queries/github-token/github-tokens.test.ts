import { settleGitHubToken, type TokenSettlement } from '@edgesweep/db/queries/github-token/settle.ts'
import { type TokenWanted, takeGitHubToken } from '@edgesweep/db/queries/github-token/take.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'
import { rowsOf } from '../../some.ts'

const { db } = await openDatabase()

beforeEach(async () => {
  await db.execute(sql`delete from github_tokens`)
})

const window = 1_764_068_400

/** GitHub's report after a request: `remaining` of 10 requests, in the window that ends `reset` seconds after the first window. */
const budget = (remaining: number, reset = 0) => ({
  limit: 10,
  remaining,
  reset: window + reset,
  resetAfterSeconds: 3_600,
})

const rows = () => rowsOf(db, 'github_tokens', 'id, resource')
const row = async (id = 'a') => (await rows()).find((one) => one.id === id && one.resource === 'core')!
const passReset = () => db.execute(sql`update github_tokens set reset_at = now() where reset_at is not null`)
const passRest = () => db.execute(sql`update github_tokens set resting_until = now()`)

let leases = 0
const take = async (changes: Partial<TokenWanted> = {}) => {
  const lease = `l${++leases}`
  const wanted = { ids: ['a'], resource: 'core' as const, lease, leaseSeconds: 60, mostAtOnce: 100, ...changes }
  return { lease, resource: wanted.resource, ...(await takeGitHubToken(db, wanted)) }
}

/** Takes the right to one request; throws when no token is available. */
async function taken(changes: Partial<TokenWanted> = {}) {
  const token = await take(changes)
  if (token.id === null) throw new Error(`No token is available for ${token.afterSeconds} s`)
  return token
}

type Token = Pick<TokenSettlement, 'id' | 'resource' | 'lease' | 'strikes'>
const settle = (token: Token, changes: Partial<TokenSettlement> = {}) => {
  const nothing = { budget: null, spent: true, restSeconds: null, struck: false, disabled: false }
  return settleGitHubToken(db, { ...token, ...nothing, ...changes })
}

/** Stores new tokens. The first call with new tokens only stores them and asks the caller to retry at once. */
async function known(ids = ['a']) {
  expect(await take({ ids })).toMatchObject({ id: null, afterSeconds: 0 })
}

/** Stores a token for which GitHub has reported `remaining` requests. */
async function withLeft(remaining: number) {
  await known()
  await settle(await taken(), { budget: budget(remaining) })
}

test('a token with an unknown budget gets one request at a time', async () => {
  await known()
  const first = await taken()
  expect(await take()).toMatchObject({ id: null, afterSeconds: 0 })
  await settle(first)
  await settle(await taken(), { budget: budget(9) })
  expect([(await taken()).id, (await taken()).id]).toEqual(['a', 'a'])
})

test('concurrent first calls with new tokens store each token once and ask the callers to retry at once', async () => {
  const ids = ['a', 'b', 'c']
  const all = await Promise.all(Array.from({ length: 10 }, () => take({ ids })))
  for (const one of all) if (one.id === null) expect(one.afterSeconds).toBe(0)
  expect(await rows()).toHaveLength(6)
})

test('concurrent calls take exactly the remaining requests of a token', async () => {
  await withLeft(5)
  const all = await Promise.all(Array.from({ length: 20 }, () => take()))
  expect(all.filter(({ id }) => id === 'a')).toHaveLength(5)
  const refused = all.flatMap((one) => (one.id === null ? [one.afterSeconds!] : []))
  expect(refused).toHaveLength(15)
  for (const after of refused) expect(after).toBeGreaterThan(3_590)
  await settle(all.find(({ id }) => id === 'a') as Token, { budget: budget(4) })
  expect(await row()).toMatchObject({ remaining: 0 })
})

test('the token with the fewest running requests is taken, and among equals the one with the most remaining requests', async () => {
  const ids = ['a', 'b', 'c']
  await known(ids)
  for (const [id, left] of [
    ['a', 3],
    ['b', 8],
    ['c', 5],
  ] as const)
    await settle(await taken({ ids: [id] }), { budget: budget(left) })
  const chosen = [await taken({ ids }), await taken({ ids }), await taken({ ids }), await taken({ ids })]
  expect(chosen.map(({ id }) => id)).toEqual(['b', 'c', 'a', 'b'])
})

test('a token has at most mostAtOnce running requests', async () => {
  await withLeft(9)
  const held = await taken({ mostAtOnce: 1 })
  expect(await take({ mostAtOnce: 1 })).toMatchObject({ id: null, afterSeconds: 0 })
  await settle(held)
  expect((await taken({ mostAtOnce: 1 })).id).toBe('a')
})

test('after its reset a token has its whole budget again, minus the requests that began before the reset', async () => {
  await withLeft(3)
  const [early, other] = [await taken(), await taken()]
  await passReset()
  const after = await taken()
  expect(await row()).toMatchObject({ remaining: 7, reset_at: null })
  await settle(early, { budget: budget(1) })
  expect(await row()).toMatchObject({ remaining: 7 })
  await settle(after, { budget: budget(9, 3_600) })
  expect(await row()).toMatchObject({ remaining: 7, reset: window + 3_600 })
  await settle(other, { budget: budget(0) })
  expect(await row()).toMatchObject({ remaining: 7, reset: window + 3_600 })
})

test('when GitHub is the first to report a new window, running requests are subtracted from its budget', async () => {
  await withLeft(2)
  const [first, second] = [await taken(), await taken()]
  await settle(first, { budget: budget(9, 3_600) })
  expect(await row()).toMatchObject({ remaining: 8 })
  await settle(second, { budget: budget(8, 3_600) })
  expect(await row()).toMatchObject({ remaining: 8 })
})

test('resets one second apart belong to one window', async () => {
  await withLeft(4)
  await settle(await taken(), { budget: budget(9, 1) })
  expect(await row()).toMatchObject({ remaining: 3, reset: window })
})

test('a request that GitHub does not count is returned to the budget', async () => {
  await withLeft(4)
  await settle(await taken(), { budget: budget(4), spent: false })
  expect(await row()).toMatchObject({ remaining: 4, leases: {} })
})

test('a new token gets its budget from the report of a request that GitHub does not count', async () => {
  await known()
  await settle(await taken(), { budget: budget(10), spent: false })
  expect(await row()).toMatchObject({ remaining: 10 })
})

test('when GitHub reports fewer remaining requests than expected, running requests are subtracted from its report', async () => {
  await withLeft(9)
  const [first] = [await taken(), await taken(), await taken()]
  await settle(first!, { budget: budget(4) })
  expect(await row()).toMatchObject({ remaining: 2 })
})

test('the lease of a dead worker expires, and its request counts as spent', async () => {
  await withLeft(2)
  await taken({ leaseSeconds: 0.05, mostAtOnce: 1 })
  await expect.poll(async () => (await take({ mostAtOnce: 1 })).id, { interval: 20 }).toBe('a')
  expect(await row()).toMatchObject({ remaining: 0 })
})

test('a token whose answers after a reset are all lost still gets requests', async () => {
  await withLeft(1)
  await passReset()
  for (let n = 0; n < 10; n++) await settle(await taken())
  await settle(await taken(), { budget: budget(8, 3_600) })
  expect(await row()).toMatchObject({ remaining: 8 })
})

test('a secondary limit rests the token for every resource, and two secondary limits of concurrent requests are one strike', async () => {
  await withLeft(9)
  const [first, second, third] = [await taken(), await taken(), await taken()]
  await settle(first, { restSeconds: 60, struck: true })
  await settle(second, { restSeconds: 60, struck: true })
  await settle(third, { budget: budget(6) })
  expect(await rows()).toMatchObject([
    { resource: 'core', strikes: 1 },
    { resource: 'search', strikes: 1 },
  ])
  for (const resource of ['core', 'search'] as const) {
    const { id, afterSeconds } = (await take({ resource })) as { id: null; afterSeconds: number }
    expect([id, Math.round(afterSeconds / 10)]).toEqual([null, 6])
  }
  await passRest()
  const again = await taken()
  expect(again.strikes).toBe(1)
  await settle(again, { restSeconds: 120, struck: true })
  expect(await row()).toMatchObject({ strikes: 2 })
  await passRest()
  await settle(await taken(), { budget: budget(5) })
  expect(await row()).toMatchObject({ strikes: 0 })
})

test('a primary limit rests the token for one resource only', async () => {
  await withLeft(9)
  await settle(await taken(), { budget: budget(0), restSeconds: 3_600 })
  expect(await take()).toMatchObject({ id: null })
  expect((await taken({ resource: 'search' })).id).toBe('a')
})

test('a token that GitHub refuses is not taken again, and other tokens are', async () => {
  await known(['a', 'b'])
  await settle(await taken({ ids: ['a'] }), { disabled: true })
  expect(await take({ ids: ['a'] })).toMatchObject({ id: null, afterSeconds: null })
  expect(await take({ ids: ['a'], resource: 'search' })).toMatchObject({ id: null, afterSeconds: null })
  expect((await taken({ ids: ['a', 'b'] })).id).toBe('b')
})

test('a call without tokens gets neither a token nor a waiting time', async () => {
  expect(await take({ ids: [] })).toMatchObject({ id: null, afterSeconds: null })
})

test('the waiting time ends when the first of all tokens is free', async () => {
  await known(['a', 'b'])
  await settle(await taken({ ids: ['a'] }), { restSeconds: 500, struck: true })
  await settle(await taken({ ids: ['b'] }), { budget: { ...budget(0), resetAfterSeconds: 40 } })
  const { afterSeconds } = (await take({ ids: ['a', 'b'] })) as { afterSeconds: number }
  expect(Math.round(afterSeconds)).toBe(40)
})
