import { leaseMs } from '@edgesweep/core/lane/lane-machine.ts'
import { shardOf } from '@edgesweep/core/lane/shard-of.ts'
import { expect, test } from 'vitest'
import { changed } from '../../../support/changed.ts'
import { Wire } from '../../../support/wire.ts'
import { cart, WorkerWorld } from '../../../support/worker-world.ts'

test('a drain runs jobs until the lane is empty', async () => {
  const world = new WorkerWorld()
  const ids = await world.submit(cart('milk', 'eggs'), cart('bread'), cart('rice'))
  expect(await world.clock.finish(world.drain())).toEqual({ jobs: 3 })
  for (const id of ids) expect(world.jobs.hasEnded(id)).toBe(true)
  expect(world.searched.toSorted()).toEqual(['bread', 'eggs', 'milk', 'rice'])
  expect(await world.lanes.summary('interactive')).toMatchObject({ waiting: 0, running: 0 })
})

test('another worker finishes a cart after a crash of its worker, with one result for each item', async () => {
  const world = new WorkerWorld()
  world.pageMs = 1_000
  const [id] = await world.submit(cart('milk', 'eggs', 'bread', 'rice'))
  const wire = new Wire(world.clock)
  void world.drain({}, world.context({ jobs: wire.connect(world.jobs), lanes: wire.connect(world.lanes) }))
  await world.clock.pass(1_500)
  wire.cut()
  expect(await world.statuses(id!)).toEqual(['completed', 'completed', 'running', 'running'])

  const rescue = async () => {
    while (!world.jobs.hasEnded(id!)) {
      await world.drain()
      await world.clock.sleep(1_000)
    }
  }
  await world.clock.finish(rescue())
  expect(await world.statuses(id!)).toEqual(['completed', 'completed', 'completed', 'completed'])
  expect(world.searched).toEqual(['milk', 'eggs', 'bread', 'rice', 'bread', 'rice'])
  expect(world.jobs.events(id!).filter((event) => event.kind === 'job.item')).toHaveLength(4)
  expect(await world.jobs.read(id!)).toMatchObject({ status: 'completed', attempt: 1 })
})

test('a worker runs no more jobs than its slots, and no more items of a job than its item slots', async () => {
  const world = new WorkerWorld()
  const carts = ['a', 'b', 'c', 'd', 'e'].map((name) => cart(...[1, 2, 3, 4, 5].map((n) => `${name}${n}`)))
  await world.submit(...carts)
  let mostJobs = 0
  let mostItems = 0
  const draining = world.clock.finish(world.drain({ slots: 3, itemSlots: 2 }))
  const watch = async () => {
    while ((await world.lanes.summary('interactive')).jobs.length > 0) {
      const names = [...world.inFlight].map((term) => term[0]!)
      mostJobs = Math.max(mostJobs, new Set(names).size)
      for (const name of names) mostItems = Math.max(mostItems, names.filter((other) => other === name).length)
      await world.clock.sleep(50)
    }
  }
  await Promise.all([draining, watch()])
  expect({ mostJobs, mostItems, searched: world.searched.length }).toEqual({ mostJobs: 3, mostItems: 2, searched: 25 })
})

test('a job that exceeds the time budget returns to the lane and later continues where it stopped', async () => {
  const world = new WorkerWorld()
  world.pageMs = 400
  const [id] = await world.submit(cart('1', '2', '3', '4', '5', '6'))
  expect(await world.clock.finish(world.drain({ itemSlots: 1, budgetMs: 1_000 }))).toEqual({ jobs: 1 })
  expect(world.searched).toEqual(['1', '2', '3'])
  expect(await world.lanes.find('key', id!)).toMatchObject({ attempt: 0, reason: 'it continues in another invocation' })
  await world.clock.finish(world.drain())
  expect(world.searched).toEqual(['1', '2', '3', '4', '5', '6'])
  expect(world.jobs.hasEnded(id!)).toBe(true)
})

test('a worker whose calls are used up takes no further job, and its job continues in another invocation', async () => {
  const world = new WorkerWorld()
  const [first, second] = await world.submit(cart('1', '2', '3', '4'), cart('5'))
  const hasCalls = () => world.searched.length < 2
  expect(await world.clock.finish(world.drain({ slots: 1, itemSlots: 1, hasCalls }))).toEqual({ jobs: 1 })
  expect(world.searched).toEqual(['1', '2'])
  expect(await world.lanes.find('key', first!)).toMatchObject({ reason: 'it continues in another invocation' })
  await world.clock.finish(world.drain())
  expect(world.searched.toSorted()).toEqual(['1', '2', '3', '4', '5'])
  expect([world.jobs.hasEnded(first!), world.jobs.hasEnded(second!)]).toEqual([true, true])
})

test('a worker keeps the lease of a job that takes minutes', async () => {
  const world = new WorkerWorld()
  world.pageMs = 200_000
  const [id] = await world.submit(cart('milk'))
  const draining = world.drain()
  await world.clock.pass(150_000)
  expect(await world.pull(1)).toEqual([])
  await world.clock.finish(draining)
  expect(await world.jobs.read(id!)).toMatchObject({ status: 'completed', attempt: 0 })
})

test('work on a ticket stops when its lease is lost', async () => {
  const world = new WorkerWorld()
  world.pageMs = leaseMs / 5
  await world.submit(cart('1', '2', '3', '4', '5', '6'))
  let pulls = 0
  const lanes = changed(world.lanes, {
    renew: async () => ({ kept: [], waiting: [] }),
    pull: async (...values) => (pulls++ > 0 ? [] : world.lanes.pull(...values)),
  })
  await world.clock.finish(world.drain({ itemSlots: 1, slots: 1 }, world.context({ lanes })))
  expect(world.searched, 'searches before the first renewal, a third of the lease later').toEqual(['1', '2'])
})

test('the end of an old run does not end the new lease that the same worker has on the ticket', async () => {
  const world = new WorkerWorld()
  world.pageMs = leaseMs * 1.5
  const [id] = await world.submit(cart('milk', 'eggs'))
  const deafUntil = world.clock.now() + leaseMs * 1.2
  const lanes = changed(world.lanes, {
    async renew(...values) {
      if (world.clock.now() < deafUntil) throw new Error('no answer')
      return world.lanes.renew(...values)
    },
  })
  const drained = await world.clock.finish(world.drain({ itemSlots: 1 }, world.context({ lanes })))
  expect(drained).toEqual({ jobs: 2 })
  expect(await world.jobs.read(id!)).toMatchObject({ status: 'completed', attempt: 1 })
})

test('a lane that stops answering ends the drain after the running jobs', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'eggs', 'bread'))
  let pulls = 0
  const lanes = changed(world.lanes, {
    async pull(...values) {
      if (pulls++ > 0) throw new Error('the lane is gone')
      return world.lanes.pull(...values)
    },
  })
  await expect(world.clock.finish(world.drain({}, world.context({ lanes })))).rejects.toThrow('the lane is gone')
  expect(world.jobs.hasEnded(id!)).toBe(true)
  expect(await world.lanes.find('key', id!)).toBeNull()
})

test('a job is returned for another try if its object does not answer, and the other jobs continue', async () => {
  const world = new WorkerWorld()
  const [bad, good] = await world.submit(cart('milk'), cart('eggs'))
  const errors: unknown[] = []
  const jobs = changed(world.jobs, {
    async take(...values) {
      if (values[0].id === bad) throw new Error('no answer')
      return world.jobs.take(...values)
    },
  })
  const log = {
    info: () => {},
    warn: () => {},
    error: (event: string, fields?: object) => errors.push([event, fields]),
  }
  await world.clock.finish(world.drain({}, world.context({ jobs, log })))
  expect(errors).toMatchObject([['ticket.failed', { jobId: bad, error: 'Error: no answer' }]])
  expect(world.jobs.hasEnded(good!)).toBe(true)
  expect(await world.lanes.find('key', bad!)).toMatchObject({ attempt: 1, reason: 'Error: no answer' })
  expect(await world.pull(1)).toEqual([])
  await world.clock.pass(5_000)
  expect(await world.pullOne()).toMatchObject({ id: bad })
})

test('a worker announces its leaving to every shard, even when its last job ends while it waits for more', async () => {
  const world = new WorkerWorld({ shards: 3 })
  await world.submit(cart('milk'))
  const last = new Map<number, boolean>()
  const lanes = changed(world.lanes, {
    async pull(...values) {
      const tickets = await world.lanes.pull(...values)
      last.set(values[1], tickets.length > 0 || values[3].stays)
      return tickets
    },
  })
  expect(await world.clock.finish(world.drain({}, world.context({ lanes })))).toEqual({ jobs: 1 })
  expect([...last.values()]).toEqual([false, false, false])
})

test('one worker serves the jobs of all shards in turn', async () => {
  const world = new WorkerWorld({ shards: 4 })
  const keys = ['a', 'b', 'c', 'd', 'e', 'f']
  const jobs = keys.flatMap((keyId) => [cart(`${keyId}1`), cart(`${keyId}2`)].map((spec) => ({ keyId, spec })))
  const common = { deadlineSeconds: 3_600, coalesce: null, idempotency: null }
  await world.lanes.submit(
    'interactive',
    jobs.map((job) => ({ ...job, ...common })),
  )
  expect(await world.clock.finish(world.drain({ slots: 1 }))).toEqual({ jobs: 12 })
  const shards = world.searched.map((term) => shardOf({ keyId: term[0]!, coalesce: null }, 4))
  expect(new Set(shards).size).toBeGreaterThan(1)
  expect(shards.slice(0, new Set(shards).size)).toHaveLength(new Set(shards.slice(0, new Set(shards).size)).size)
})

test('a worker takes no more jobs than its share and leaves the rest to the next worker', async () => {
  const world = new WorkerWorld()
  await world.submit(cart('1'), cart('2'), cart('3'), cart('4'), cart('5'))
  expect(await world.clock.finish(world.drain({ jobs: 3 }))).toEqual({ jobs: 3 })
  expect(await world.lanes.summary('interactive')).toMatchObject({ waiting: 2, running: 0 })
  expect(await world.clock.finish(world.drain({ jobs: 3 }))).toEqual({ jobs: 2 })
})

test('a worker that has taken its share announces it at once, and renews its last jobs with 0 slots', async () => {
  const world = new WorkerWorld()
  world.pageMs = 2 * leaseMs
  await world.submit(cart('milk'), cart('eggs'))
  const calls: string[] = []
  const lanes = changed(world.lanes, {
    pull: (lane, shard, worker, ask) => {
      if (ask.max === 0) calls.push('left')
      return world.lanes.pull(lane, shard, worker, ask)
    },
    renew: (lane, shard, worker, held) => {
      calls.push(`renewed with ${worker.slots} slots`)
      return world.lanes.renew(lane, shard, worker, held)
    },
  })
  await world.clock.finish(world.drain({ slots: 4, jobs: 2 }, world.context({ lanes })))
  expect(calls[0]).toBe('left')
  expect(new Set(calls.slice(1))).toEqual(new Set(['renewed with 0 slots']))
})
