import { eventually } from '../../../support/eventually.ts'
import { defineFault } from '../fault.ts'
import type { PostedQueue } from '../seams/post.ts'
import { JobWork } from '../work/job-work.ts'
import { mixedWork } from '../work/mixed-work.ts'
import { pageJobs } from '../work/wanted.ts'
import type { World } from '../world.ts'

const queues: PostedQueue[] = ['live', 'interactive', 'bulk', 'webhooks']
const doubled = 50
const pages = 12

const orderAll = (world: World, order: { lose?: number; double?: number }) =>
  Promise.all(queues.map((queue) => world.post.order(queue, order)))

export const doubledWakes = defineFault({
  name: 'wake-doubled',
  title: 'every wake-up delivered twice',
  isShort: true,
  async begin(world) {
    await orderAll(world, { double: doubled })
    return mixedWork(world)
  },
  async strike(world, work) {
    await work.reach(1)
    const counts = await Promise.all(queues.map((queue) => world.post.counts(queue)))
    await orderAll(world, {})
    if (counts.every((count) => count.doubled === 0)) throw new Error('no wake-up was doubled')
    return undefined
  },
})

export const lostWakes = defineFault({
  name: 'wake-lost',
  title: 'the wake-up of a lane lost, and that of its webhooks',
  isShort: true,
  // No other work calls a worker of the lane.
  without: ['bulk'],
  async begin(world) {
    await world.post.order('bulk', { lose: 1 })
    const work = new JobWork(world, JobWork.nextWord())
    await work.submit(pageJobs(world.town, work.word, pages, { lane: 'bulk' }))
    return work
  },
  async strike(world, work) {
    const isLost = async () => (await world.post.counts('bulk')).lost === 1
    await eventually('the wake-up is lost', isLost, { every: 50 })
    // Later, and not awaited: the work recovers meanwhile.
    work
      .seen(1)
      .then(() => world.post.order('webhooks', { lose: 1 }))
      .catch((error) => world.say(String(error)))
    return undefined
  },
})

/** Bodies that no consumer knows, that name what does not exist, or that make the consumer fail. */
const poison = (word: string) => [
  { kind: 'nonsense' },
  'text',
  [],
  { kind: 'job.outbox', jobId: word },
  { kind: 'job.outbox', jobId: 'job_i0000000001rkt877uq0i' },
  { kind: 'lane.wake', lane: 'bulk', shard: 999 },
  { kind: 'lane.wake', lane: 'none', shard: 0 },
]

export const poisonMessages = defineFault({
  name: 'poison-message',
  title: 'poison messages among healthy ones',
  begin: mixedWork,
  async strike(world, work) {
    for (const queue of queues) for (const body of poison(work.word)) await world.post.send(queue, body)
    await work.reach(0.5)
    for (const queue of queues) for (const body of poison(work.word)) await world.post.send(queue, body)
    return undefined
  },
})
