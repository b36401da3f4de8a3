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

/** What GitHub says after a request: so many left of 10, in the window that ends `reset` seconds after the first. */
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

/** Takes the right to a request; throws when there is none. */
async function taken(changes: Partial<TokenWanted> = {}) {
  const token = await take(changes)
  if (token.id === null) throw new Error(`nothing to take for ${token.afterSeconds} s`)
  return token
}

type Token = Pick<TokenSettlement, 'id' | 'resource' | 'lease' | 'strikes'>
const settle = (token: Token, changes: Partial<TokenSettlement> = {}) => {
  const nothing = { budget: null, spent: true, restSeconds: null, struck: false, disabled: false }
  return settleGitHubToken(db, { ...token, ...nothing, ...changes })
}

/** Makes tokens known: a first question to take, whose tokens are new, says only to come again. */
async function known(ids = ['a']) {
  expect(await take({ ids })).toMatchObject({ id: null, afterSeconds: 0 })
}

/** A token of which GitHub has said that so many are left. */
async function withLeft(remaining: number) {
  await known()
  await settle(await taken(), { budget: budget(remaining) })
}

test('a token of which nothing is known is asked by one request at a time', async () => {
  await known()
  const first = await taken()
  expect(await take()).toMatchObject({ id: null, afterSeconds: 0 })
  await settle(first)
  await settle(await taken(), { budget: budget(9) })
  expect([(await taken()).id, (await taken()).id]).toEqual(['a', 'a'])
})

test('several who are the first to know of a token are told to come again, and it is there once', async () => {
  const ids = ['a', 'b', 'c']
  const all = await Promise.all(Array.from({ length: 10 }, () => take({ ids })))
  for (const one of all) if (one.id === null) expect(one.afterSeconds).toBe(0)
  expect(await rows()).toHaveLength(6)
})

test('as many as are left can be taken at once, and not one more', async () => {
  await withLeft(5)
  const all = await Promise.all(Array.from({ length: 20 }, () => take()))
  expect(all.filter(({ id }) => id === 'a')).toHaveLength(5)
  const refused = all.flatMap((one) => (one.id === null ? [one.afterSeconds!] : []))
  expect(refused).toHaveLength(15)
  for (const after of refused) expect(after).toBeGreaterThan(3_590)
  await settle(all.find(({ id }) => id === 'a') as Token, { budget: budget(4) })
  expect(await row()).toMatchObject({ remaining: 0 })
})

test('of several tokens the one with the fewest under way is taken, and of those the one with the most left', async () => {
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

test('no token has more under way than it may', async () => {
  await withLeft(9)
  const held = await taken({ mostAtOnce: 1 })
  expect(await take({ mostAtOnce: 1 })).toMatchObject({ id: null, afterSeconds: 0 })
  await settle(held)
  expect((await taken({ mostAtOnce: 1 })).id).toBe('a')
})

test('after the reset there is the whole budget again, less what began before it', async () => {
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

test('GitHub says first that a new window has begun: what is under way may be in it', async () => {
  await withLeft(2)
  const [first, second] = [await taken(), await taken()]
  await settle(first, { budget: budget(9, 3_600) })
  expect(await row()).toMatchObject({ remaining: 8 })
  await settle(second, { budget: budget(8, 3_600) })
  expect(await row()).toMatchObject({ remaining: 8 })
})

test('resets a second apart are one window', async () => {
  await withLeft(4)
  await settle(await taken(), { budget: budget(9, 1) })
  expect(await row()).toMatchObject({ remaining: 3, reset: window })
})

test('a request that cost nothing is given back', async () => {
  await withLeft(4)
  await settle(await taken(), { budget: budget(4), spent: false })
  expect(await row()).toMatchObject({ remaining: 4, leases: {} })
})

test('a token that is new and has cost nothing is known by what GitHub says of it', async () => {
  await known()
  await settle(await taken(), { budget: budget(10), spent: false })
  expect(await row()).toMatchObject({ remaining: 10 })
})

test('what somebody else spends is gone, and so may be what is under way', async () => {
  await withLeft(9)
  const [first] = [await taken(), await taken(), await taken()]
  await settle(first!, { budget: budget(4) })
  expect(await row()).toMatchObject({ remaining: 2 })
})

test('a taker that died frees its place in time, and its request counts as spent', async () => {
  await withLeft(2)
  await taken({ leaseSeconds: 0.05, mostAtOnce: 1 })
  await expect.poll(async () => (await take({ mostAtOnce: 1 })).id, { interval: 20 }).toBe('a')
  expect(await row()).toMatchObject({ remaining: 0 })
})

test('a window whose every request was lost is tried by one request, and not given up', async () => {
  await withLeft(1)
  await passReset()
  for (let n = 0; n < 10; n++) await settle(await taken())
  await settle(await taken(), { budget: budget(8, 3_600) })
  expect(await row()).toMatchObject({ remaining: 8 })
})

test('a secondary limit rests the token for every resource, and two answers under way at once are one strike', async () => {
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

test('a primary limit rests the one resource', async () => {
  await withLeft(9)
  await settle(await taken(), { budget: budget(0), restSeconds: 3_600 })
  expect(await take()).toMatchObject({ id: null })
  expect((await taken({ resource: 'search' })).id).toBe('a')
})

test('a refused token is not taken again, and others are', async () => {
  await known(['a', 'b'])
  await settle(await taken({ ids: ['a'] }), { disabled: true })
  expect(await take({ ids: ['a'] })).toMatchObject({ id: null, afterSeconds: null })
  expect(await take({ ids: ['a'], resource: 'search' })).toMatchObject({ id: null, afterSeconds: null })
  expect((await taken({ ids: ['a', 'b'] })).id).toBe('b')
})

test('without any token there is nothing to wait for', async () => {
  expect(await take({ ids: [] })).toMatchObject({ id: null, afterSeconds: null })
})

test('it says how long until the first of all tokens is free', async () => {
  await known(['a', 'b'])
  await settle(await taken({ ids: ['a'] }), { restSeconds: 500, struck: true })
  await settle(await taken({ ids: ['b'] }), { budget: { ...budget(0), resetAfterSeconds: 40 } })
  const { afterSeconds } = (await take({ ids: ['a', 'b'] })) as { afterSeconds: number }
  expect(Math.round(afterSeconds)).toBe(40)
})
