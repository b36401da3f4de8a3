import { cancelJob } from '@edgesweep/core/job/cancel-job.ts'
import { runTicket } from '@edgesweep/core/work/run-ticket.ts'
import { expect, test } from 'vitest'
import { cart, WorkerWorld } from '../../../support/worker-world.ts'

const caller = { keyId: 'key', scopes: [] }
const limits = { itemSlots: 1, mayBegin: () => true, lost: new AbortController().signal }

test('a waiting job is cancelled before it starts', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk'))
  await cancelJob(world, caller, id!)
  await world.clock.finish(world.drain())
  expect(world.searched).toEqual([])
  expect(await world.jobs.read(id!)).toMatchObject({ status: 'cancelled' })
  expect(world.jobs.events(id!)).toEqual([{ kind: 'job.cancelled' }])
})

test('a running job that is cancelled starts no further item and announces its cancellation once', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'eggs', 'bread'))
  const draining = world.drain({ itemSlots: 1 })
  await world.clock.pass(100)
  await cancelJob(world, caller, id!)
  await cancelJob(world, caller, id!)
  await world.clock.finish(draining)
  expect(world.searched).toEqual(['milk'])
  expect(world.jobs.events(id!).filter((event) => event.kind === 'job.cancelled')).toHaveLength(1)
  expect(await world.lanes.find('key', id!)).toBeNull()
})

test('a job that a worker holds but has not begun is cancelled as soon as it begins', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'eggs', 'bread'))
  const ticket = await world.pullOne()
  const cancelling = cancelJob(world, caller, id!)
  const begin = async () => {
    await world.clock.sleep(120)
    return runTicket(world.context(), 'interactive', ticket, limits)
  }
  await world.clock.finish(Promise.all([cancelling, begin()]))
  expect(world.searched).toEqual(['milk'])
  expect(await world.jobs.read(id!)).toMatchObject({ status: 'cancelled' })
})

test('the cancellation of a job fails with unavailable if its worker died before the job began', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk'))
  await world.pullOne()
  await expect(world.clock.finish(cancelJob(world, caller, id!))).rejects.toMatchObject({
    code: 'unavailable',
    retryAfter: 5,
  })
})

test("a caller cannot find or cancel another caller's job", async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk'))
  await expect(cancelJob(world, { keyId: 'other', scopes: [] }, id!)).rejects.toMatchObject({ code: 'not_found' })
  await world.clock.finish(world.drain())
  expect(await world.jobs.read(id!)).toMatchObject({ status: 'completed' })
})

test('the cancellation of an ended job changes nothing', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk'))
  await world.clock.finish(world.drain())
  await cancelJob(world, caller, id!)
  expect(await world.jobs.read(id!)).toMatchObject({ status: 'completed' })
})

test('a cancellation stops a running item, and the next job has its slot within a second', async () => {
  const world = new WorkerWorld()
  const [long] = await world.submit(cart('milk'))
  const draining = world.drain({ slots: 1 })
  world.pageMs = 60_000
  await world.clock.pass(100)
  world.pageMs = 200
  const [next] = await world.submit(cart('eggs'))
  await cancelJob(world, caller, long!)
  await world.clock.pass(1_000)
  expect(world.jobs.hasEnded(next!)).toBe(true)
  await world.clock.finish(draining)
  expect(await world.statuses(long!)).toEqual(['cancelled'])
  expect(await world.jobs.read(long!)).toMatchObject({ status: 'cancelled', attempt: 0 })
})
