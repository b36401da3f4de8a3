import { expect, test } from 'vitest'
import { cart, WorkerWorld } from '../../../support/worker-world.ts'

const submitFor = async (world: WorkerWorld, keyId: string, ...terms: string[]) => {
  const common = { deadlineSeconds: 86_400, coalesce: null, idempotency: null }
  await world.lanes.submit(
    'interactive',
    terms.map((term) => ({ keyId, spec: cart(term), ...common })),
  )
}

for (const shards of [1, 4])
  test(`while one caller's long jobs hold all slots, another caller's job starts at once (shards: ${shards})`, async () => {
    const world = new WorkerWorld({ shards })
    world.pageMs = 300_000
    await submitFor(world, 'long', '1', '2', '3', '4', '5')
    const draining = world.clock.finish(world.drain({ slots: 3, spareSlots: 1 }))
    await world.clock.sleep(60_000)
    expect(world.searched.toSorted()).toEqual(['1', '2', '3'])
    world.pageMs = 1_000
    await submitFor(world, 'short', 'a', 'b')
    await world.clock.sleep(10_000)
    expect(world.searched.slice(3)).toEqual(['a', 'b'])
    expect(await draining).toEqual({ jobs: 7 })
  })

const many = (name: string, coalesce: string | null = null) => ({
  spec: cart(...Array.from({ length: 100 }, (_, n) => `${name}${n}`)),
  deadlineSeconds: 86_400,
  coalesce,
  idempotency: null,
})

for (const { shards, withinMs } of [
  { shards: 1, withinMs: 25_000 },
  // A slot that is given back is offered to the shards in turn, so the caller's own shard may get it again.
  { shards: 3, withinMs: 85_000 },
])
  test(`long jobs of one caller give slots back to another, until both hold as many (shards: ${shards})`, async () => {
    const world = new WorkerWorld({ shards })
    world.pageMs = 1_000
    const submit = (keyId: string, names: string) =>
      world.lanes.submit(
        'interactive',
        names.split('').map((name) => ({ keyId, ...many(name) })),
      )
    await submit('long', 'abcdef')
    const draining = world.clock.finish(world.drain({ slots: 4, spareSlots: 1, itemSlots: 2 }))
    await world.clock.sleep(20_000)
    await submit('late', 'xyz')
    await world.clock.sleep(withinMs)
    const names = new Set([...world.inFlight].map((term) => term[0]!))
    expect([...names].filter((name) => 'xyz'.includes(name)).length).toBeGreaterThanOrEqual(2)
    await draining
    expect(new Set(world.searched).size).toBe(900)
    expect(world.searched).toHaveLength(900)
  })

test.each([
  ['waits in one shard', 1, () => null],
  ['waits in three shards', 3, (name: string) => name],
])('a caller alone, whose work %s, keeps its slots until its jobs end', async (_, shards, coalesce) => {
  const world = new WorkerWorld({ shards })
  world.pageMs = 1_000
  const names = 'abcdefghi'.split('')
  await world.lanes.submit(
    'interactive',
    names.map((name) => ({ keyId: 'alone', ...many(name, coalesce(name)) })),
  )
  const drained = await world.clock.finish(world.drain({ slots: 4, spareSlots: 0, itemSlots: 2 }))
  expect(drained, 'each job was taken once').toEqual({ jobs: names.length })
})

test('callers that hold as many tickets each keep their slots, although all of them have more jobs', async () => {
  const world = new WorkerWorld()
  world.pageMs = 1_000
  await world.lanes.submit(
    'interactive',
    'abcdef'.split('').map((name) => ({ keyId: `key ${'ace'.includes(name)}`, ...many(name) })),
  )
  const drained = await world.clock.finish(world.drain({ slots: 2, spareSlots: 0, itemSlots: 2 }))
  expect(drained).toEqual({ jobs: 6 })
})

test('one caller alone gets no spare slot', async () => {
  const world = new WorkerWorld()
  await submitFor(world, 'long', ...Array.from({ length: 20 }, (_, n) => `${n}`))
  let most = 0
  const watch = async () => {
    while ((await world.lanes.summary('interactive')).jobs.length > 0) {
      most = Math.max(most, world.inFlight.size)
      await world.clock.sleep(20)
    }
  }
  await world.clock.finish(Promise.all([world.drain({ slots: 3, spareSlots: 2 }), watch()]))
  expect(most).toBe(3)
})
