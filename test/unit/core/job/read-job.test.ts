import { readJob, readResults } from '@edgesweep/core/job/read-job.ts'
import { expect, test } from 'vitest'
import { cart, WorkerWorld } from '../../../support/worker-world.ts'

const caller = { keyId: 'key', scopes: [] }

test('a waiting job is read from its lane, with its place', async () => {
  const world = new WorkerWorld()
  const [, id] = await world.submit(cart('milk'), cart('eggs'))
  const reading = await readJob(world, caller, id!)
  expect(reading).toMatchObject({ where: 'lane', job: { forecast: { position: 2 } } })
  expect(await readResults(world, caller, id!, 0, 10)).toMatchObject({ reading: { where: 'lane' }, items: [] })
})

test('a job that a worker holds but has not begun is read from its lane', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk'))
  await world.pullOne()
  expect(await readJob(world, caller, id!)).toMatchObject({ where: 'lane', job: { forecast: null } })
})

test('a job that began and went back to its lane shows its progress', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('1', '2', '3', '4'))
  await world.clock.finish(world.drain({ itemSlots: 1, budgetMs: 300 }))
  expect(await world.lanes.find('key', id!)).toMatchObject({
    forecast: null,
    reason: 'it continues in another invocation',
  })
  expect(await readJob(world, caller, id!)).toMatchObject({ where: 'status', job: { completed: 2, total: 4 } })
})

test('a page of results has the requested items in order', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('1', '2', '3', '4'))
  await world.clock.finish(world.drain())
  const page = await readResults(world, caller, id!, 1, 2)
  expect(page!.items.map(({ index, label }) => [index, label])).toEqual([
    [1, '2'],
    [2, '3'],
  ])
})

test("another caller's job is as unknown as a job that does not exist", async () => {
  const world = new WorkerWorld()
  const [waiting, ended] = await world.submit(cart('milk'), cart('eggs'))
  const other = { keyId: 'other', scopes: [] }
  const readings = async () => [
    await readJob(world, other, waiting!),
    await readJob(world, other, ended!),
    await readResults(world, other, ended!, 0, 10),
    await readJob(world, caller, 'job_i00000000990000000000'),
    await readJob(world, caller, 'nonsense'),
  ]
  expect(await readings()).toEqual([null, null, null, null, null])
  await world.clock.finish(world.drain())
  expect(await readings()).toEqual([null, null, null, null, null])
})
