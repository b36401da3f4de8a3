import { cancelJob } from '@edgesweep/core/job/cancel-job.ts'
import { replayJob, retryJob } from '@edgesweep/core/job/revive-job.ts'
import { leaseMs, maxFailures } from '@edgesweep/core/lane/lane-machine.ts'
import { expect, test } from 'vitest'
import { cart, WorkerWorld } from '../../../support/worker-world.ts'

const caller = { keyId: 'key', scopes: [] }

/** The context of a request. Only a sweep needs the database. */
const asking = ({ lanes, jobs }: WorkerWorld) => ({ lanes, jobs, db: null as never })

/** A world in which a search for eggs fails until `stocked`, and the lane readmits revived jobs. */
function shop() {
  const world = new WorkerWorld()
  world.jobs.readmit = (job) => world.lanes.readmit(job)
  const stock = { stocked: false }
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const page = await world.fetch(input, init)
    return stock.stocked || !String(input).includes('eggs') ? page : new Response('', { status: 502 })
  }
  const drain = () => world.clock.finish(world.drain({}, world.context({ fetch })))
  return { world, stock, drain }
}

test('a retry runs only the failed items, and the job announces a second end', async () => {
  const { world, stock, drain } = shop()
  const [id] = await world.submit(cart('milk', 'eggs'))
  await drain()
  expect(await world.jobs.read(id!)).toMatchObject({ status: 'partial', usage: { requests: 4 } })
  stock.stocked = true
  world.searched.length = 0
  expect(await retryJob(asking(world), caller, id!)).toMatchObject({
    job: { status: 'queued', completed: 1, total: 2 },
  })
  await drain()
  expect(world.searched).toEqual(['eggs'])
  expect(await world.jobs.read(id!)).toMatchObject({ status: 'completed', usage: { requests: 5 } })
  const { items } = (await world.jobs.results(id!, 0, 10))!
  expect(items.map(({ result }) => (result as { term: string }).term)).toEqual(['milk', 'eggs'])
  const ends = world.jobs.events(id!).filter(({ kind }) => kind === 'job.completed')
  expect(ends).toHaveLength(2)
})

/** Submits a job that the lane gives up, because every worker dies before the job begins. */
async function givenUp(world: WorkerWorld): Promise<string> {
  const [id] = await world.submit(cart('milk', 'eggs'))
  for (let attempt = 0; attempt < maxFailures; attempt++) {
    await world.pullOne()
    await world.clock.pass(leaseMs)
  }
  await world.lanes.summary('interactive')
  return id!
}

test('a replayed dead letter runs like a new job, with the same time to its deadline', async () => {
  const { world, stock, drain } = shop()
  const id = await givenUp(world)
  const dead = (await world.jobs.read(id))!
  expect(dead).toMatchObject({ status: 'failed', dead: true })
  await replayJob(asking(world), caller, id)
  const { deadline } = (await world.jobs.read(id))!
  expect(deadline - world.clock.now()).toBe(dead.deadline - dead.submittedAt)
  stock.stocked = true
  await drain()
  expect(await world.jobs.read(id)).toMatchObject({ status: 'completed', dead: false })
})

test('a job that waits for its retry can be cancelled', async () => {
  const { world, drain } = shop()
  const [id] = await world.submit(cart('milk', 'eggs'))
  await drain()
  await retryJob(asking(world), caller, id!)
  await cancelJob(world, caller, id!)
  world.searched.length = 0
  await drain()
  expect(world.searched).toEqual([])
  expect(await world.jobs.read(id!)).toMatchObject({ status: 'cancelled' })
})

test('the refusal of a retry or replay names the status of the job and the right request', async () => {
  const { world, drain } = shop()
  const [good, bad, cancelled, waiting] = await world.submit(cart('milk'), cart('eggs'), cart('milk'), cart('milk'))
  await world.lanes.cancel(cancelled!)
  const conflict = (message: string) => ({ code: 'conflict', field: 'id', message: expect.stringContaining(message) })
  await expect(retryJob(asking(world), caller, waiting!)).rejects.toMatchObject(
    conflict('is queued: retry it when it has'),
  )
  await drain()
  await expect(retryJob(asking(world), caller, good!)).rejects.toMatchObject(conflict('nothing to retry'))
  await expect(retryJob(asking(world), caller, cancelled!)).rejects.toMatchObject(conflict('submit it again'))
  await expect(replayJob(asking(world), caller, good!)).rejects.toMatchObject(
    conflict('is not a dead letter (status completed)'),
  )
  await expect(replayJob(asking(world), caller, bad!)).rejects.toMatchObject(conflict('retry its failed items'))
  const dead = await givenUp(world)
  await expect(retryJob(asking(world), caller, dead)).rejects.toMatchObject(conflict('replay it'))
  await retryJob(asking(world), caller, bad!)
  await expect(retryJob(asking(world), caller, bad!)).rejects.toMatchObject(conflict('is queued'))
})

test("a retry or replay of an unknown job or of another caller's job answers not found", async () => {
  const { world, drain } = shop()
  const [id] = await world.submit(cart('eggs'))
  await drain()
  const missing = { code: 'not_found', field: 'id' }
  await expect(retryJob(asking(world), { keyId: 'other', scopes: [] }, id!)).rejects.toMatchObject(missing)
  await expect(replayJob(asking(world), caller, 'job_i00000000990000000000')).rejects.toMatchObject(missing)
  expect(await world.jobs.read(id!)).toMatchObject({ status: 'failed' })
})
