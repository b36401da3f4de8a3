import { done } from '@edgesweep/core/endings/ending.ts'
import { Abandoned } from '@edgesweep/core/endings/typed-errors.ts'
import type { JobSpec } from '@edgesweep/core/job/job-spec.ts'
import { runTicket } from '@edgesweep/core/work/run-ticket.ts'
import { expect, test } from 'vitest'
import { changed } from '../../../support/changed.ts'
import { openDomains } from '../../../support/storage/open-domains.ts'
import { cart, WorkerWorld } from '../../../support/worker-world.ts'

const limits = { itemSlots: 2, mayBegin: () => true, lost: new AbortController().signal }

test('a job is done when all of its items have ended', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'eggs', 'bread'))
  const ticket = await world.pullOne()
  expect(await world.clock.finish(runTicket(world.context(), 'interactive', ticket, limits))).toEqual(done)
  const found = await world.jobs.results(id!, 0, 10)
  expect(found!.items[1]).toMatchObject({ label: 'eggs', result: { term: 'eggs', products: [{ title: 'eggs' }] } })
  expect(found!.job.usage).toMatchObject({ requests: 3, browserMs: 0 })
})

test('a job that has already ended is done without another search', async () => {
  const world = new WorkerWorld()
  await world.submit(cart('milk'))
  const ticket = await world.pullOne()
  await world.clock.finish(runTicket(world.context(), 'interactive', ticket, limits))
  expect(await runTicket(world.context(), 'interactive', { ...ticket, token: 'later', attempt: 1 }, limits)).toEqual(
    done,
  )
  expect(world.searched).toEqual(['milk'])
})

test('a ticket without a permit is returned until the next permit, and no try is counted', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'eggs', 'bread'))
  const ticket = await world.pullOne()
  const refusal = { ok: false as const, afterMs: 20_000, reason: '1 of 1 requests in flight' }
  let asks = 0
  const domains = changed(openDomains, {
    ask: async () => {
      asks += 1
      return refusal
    },
  })
  const outcome = await world.clock.finish(runTicket(world.context({ domains }), 'interactive', ticket, limits))
  expect(outcome).toEqual({
    kind: 'defer',
    afterMs: 20_000,
    reason: 'domain search.example: 1 of 1 requests in flight',
  })
  expect(await world.statuses(id!)).toEqual(['queued', 'queued', 'queued'])
  for (let round = 1; round <= 5; round++) {
    await world.clock.pass(5_000)
    const early = await world.clock.finish(runTicket(world.context({ domains }), 'interactive', ticket, limits))
    expect(early).toMatchObject({ kind: 'defer', afterMs: 15_000 })
    expect(asks, 'a worker that takes the ticket too early makes no request').toBe(3 * round)
    await world.clock.pass(15_000)
    await world.clock.finish(runTicket(world.context({ domains }), 'interactive', ticket, limits))
  }
  await world.clock.pass(20_000)
  await world.clock.finish(runTicket(world.context(), 'interactive', ticket, limits))
  expect(await world.statuses(id!)).toEqual(['completed', 'completed', 'completed'])
})

const forbidding = changed(openDomains, {
  robots: async () => ({ text: 'User-agent: *\nDisallow: /', unreachable: null, expiresAt: Number.POSITIVE_INFINITY }),
})

test('an item that robots.txt disallows ends as disallowed without a request', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk'))
  const ctx = world.context({ domains: forbidding })
  expect(await world.clock.finish(runTicket(ctx, 'interactive', await world.pullOne(), limits))).toEqual(done)
  expect(await world.statuses(id!)).toEqual(['disallowed'])
  expect(world.searched).toEqual([])
})

test('the usage of a job names each host with an ignored robots.txt once', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'eggs'))
  const settings = { ...world.context().settings, robotsIgnoredHosts: ['search.example'] }
  const ctx = world.context({ domains: forbidding, settings })
  await world.clock.finish(runTicket(ctx, 'interactive', await world.pullOne(), limits))
  expect(await world.jobs.read(id!)).toMatchObject({
    status: 'completed',
    usage: { robotsIgnored: ['search.example'] },
  })
})

test('no further item starts when the lease is lost or the time is up', async () => {
  for (const why of ['lease', 'time'] as const) {
    const world = new WorkerWorld()
    const [id] = await world.submit(cart('1', '2', '3', '4', '5', '6'))
    const ticket = await world.pullOne()
    const stopAt = world.clock.now() + 300
    const loss = new AbortController()
    if (why === 'lease') void world.clock.sleep(300).then(() => loss.abort(new Abandoned('its lease was lost')))
    const stopping =
      why === 'time' ? { ...limits, mayBegin: () => world.clock.now() < stopAt } : { ...limits, lost: loss.signal }
    const outcome = await world.clock.finish(runTicket(world.context(), 'interactive', ticket, stopping))
    expect(outcome).toMatchObject({ kind: 'defer', afterMs: 0 })
    expect(await world.statuses(id!)).toEqual([
      ...Array(why === 'time' ? 4 : 2).fill('completed'),
      ...Array(why === 'time' ? 2 : 4).fill('queued'),
    ])
  }
})

test('a failing item gets three tries, 500 ms apart, and then ends as errored', async () => {
  const world = new WorkerWorld()
  const tries: number[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (!String(input).includes('eggs')) return world.fetch(input, init)
    tries.push(world.clock.now())
    return new Response('', { status: 502 })
  }
  const [id] = await world.submit(cart('milk', 'eggs'))
  const ticket = await world.pullOne()
  expect(await world.clock.finish(runTicket(world.context({ fetch }), 'interactive', ticket, limits))).toEqual(done)
  expect(tries.map((at) => at - tries[0]!)).toEqual([0, 500, 1_000])
  const { job, items } = (await world.jobs.results(id!, 0, 10))!
  expect(job).toMatchObject({ status: 'partial', total: 2, completed: 1, failed: 1 })
  expect(items[1]).toMatchObject({ status: 'errored', error: expect.stringContaining('answered 502'), result: null })
})

test('an item with a forbidden target ends as disallowed', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit({ kind: 'page', url: 'http://10.0.0.1/', site: 'schema-org' })
  const ticket = await world.pullOne()
  expect(await world.clock.finish(runTicket(world.context(), 'interactive', ticket, limits))).toEqual(done)
  expect(await world.statuses(id!)).toEqual(['disallowed'])
  expect(await world.jobs.read(id!)).toMatchObject({ status: 'failed' })
})

test('a sweep extracts an outlet right after its own scan, before it scans the remaining outlets', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit({ kind: 'sweep', sweep_id: 'swp', outlet_ids: ['a', 'b', 'c'] })
  const scansAt = new Map<number, string[]>()
  const jobs = changed(world.jobs, {
    async startItem(jobId, token, index) {
      if (!scansAt.has(index)) scansAt.set(index, (await world.statuses(jobId)).slice(0, 3))
      return world.jobs.startItem(jobId, token, index)
    },
  })
  const ticket = await world.pullOne()
  await world.clock.finish(runTicket(world.context({ jobs }), 'interactive', ticket, limits))
  expect(scansAt.get(3)![0]).toBe('errored')
  expect(scansAt.get(3)![2]).toBe('queued')
  expect(scansAt.get(5)).toEqual(['errored', 'errored', 'errored'])
  expect(await world.jobs.read(id!)).toMatchObject({
    ...{ status: 'failed', total: 6, completed: 0, failed: 6 },
    following: { total: 3, completed: 0, failed: 3 },
  })
})

test('a cancelled job starts no further item and keeps no late result', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('1', '2', '3', '4', '5', '6'))
  const ticket = await world.pullOne()
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (String(input).includes('q=4')) await world.clock.sleep(1_000)
    return world.fetch(input, init)
  }
  const running = runTicket(world.context({ fetch }), 'interactive', ticket, limits)
  await world.clock.pass(300)
  expect(await world.jobs.cancel(id!)).toBe(true)
  expect(await world.clock.finish(running)).toEqual(done)
  expect(world.searched, 'the started searches').toEqual(['1', '2', '3', '4'])
  expect(await world.statuses(id!)).toEqual([...Array(2).fill('completed'), ...Array(4).fill('cancelled')])
  expect(world.jobs.events(id!).at(-1)).toEqual({ kind: 'job.cancelled' })
})

test('a ticket is returned to its lane if its job refuses to start an item', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'eggs', 'bread'))
  const jobs = changed(world.jobs, { startItem: async () => false })
  const running = runTicket(world.context({ jobs }), 'interactive', await world.pullOne(), limits)
  expect(await world.clock.finish(running)).toMatchObject({ kind: 'defer', reason: 'an item could not start' })
  expect(await world.statuses(id!)).toEqual(['completed', 'completed', 'queued'])
})

test('the first items of a job start with the job itself, one for each slot, without further calls', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'eggs', 'bread'))
  const started: number[] = []
  const jobs = changed(world.jobs, {
    async startItem(jobId, token, index) {
      started.push(index)
      return world.jobs.startItem(jobId, token, index)
    },
  })
  const running = runTicket(world.context({ jobs }), 'interactive', await world.pullOne(), limits)
  await world.clock.pass(0)
  expect([...world.inFlight]).toEqual(['milk', 'eggs'])
  expect(await world.clock.finish(running)).toEqual(done)
  expect(await world.statuses(id!)).toEqual(['completed', 'completed', 'completed'])
  expect(started).toEqual([2])
})

test('a worker starts no item if its lease is lost or its time is up when it takes the job', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk'))
  const late = { ...limits, mayBegin: () => false }
  const lost = { ...limits, lost: AbortSignal.abort(new Abandoned('its lease was lost')) }
  const ticket = await world.pullOne()
  for (const one of [late, lost]) {
    const outcome = await world.clock.finish(runTicket(world.context(), 'interactive', ticket, one))
    expect(outcome).toMatchObject({ kind: 'defer' })
  }
  expect(world.searched).toEqual([])
  expect(await world.statuses(id!)).toEqual(['queued'])
})

test('an item that already runs does not start again when an answer lists it as ready', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('1', '2', '3', '4', '5', '6', '7', '8'))
  const started: number[] = []
  const jobs = changed(world.jobs, {
    async startItem(jobId, token, index) {
      started.push(index)
      await world.clock.sleep(index * 30)
      return world.jobs.startItem(jobId, token, index)
    },
    async reportItem(jobId, token, index, report) {
      const answer = await world.jobs.reportItem(jobId, token, index, report)
      const statuses = await world.statuses(jobId)
      return answer && { ...answer, ready: statuses.flatMap((status, item) => (status === 'queued' ? [item] : [])) }
    },
  })
  const outcome = await world.clock.finish(
    runTicket(world.context({ jobs }), 'interactive', await world.pullOne(), { ...limits, itemSlots: 4 }),
  )
  expect(outcome).toEqual(done)
  expect(await world.statuses(id!)).toEqual(Array(8).fill('completed'))
  expect(started).toEqual([4, 5, 6, 7])
})

test('a job without items is rejected with the reason', async () => {
  const world = new WorkerWorld()
  await world.submit({ kind: 'crawl' } as unknown as JobSpec)
  expect(await runTicket(world.context(), 'interactive', await world.pullOne(), limits)).toEqual({
    kind: 'reject',
    reason: 'there is nothing to do in a job of the kind "crawl"',
  })
})

test('the ticket fails if the object of its job stops answering', async () => {
  const world = new WorkerWorld()
  await world.submit(cart('milk', 'eggs', 'bread'))
  const jobs = changed(world.jobs, { reportItem: () => Promise.reject(new Error('no answer')) })
  const running = runTicket(world.context({ jobs }), 'interactive', await world.pullOne(), limits)
  await expect(world.clock.finish(running)).rejects.toThrow('no answer')
})

test('a failed report fails the ticket after its other items have ended', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'eggs'))
  const ticket = await world.pullOne()
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (String(input).includes('eggs')) await world.clock.sleep(3_000)
    return world.fetch(input, init)
  }
  const jobs = changed(world.jobs, {
    reportItem: async (jobId, token, index, report) => {
      if (index === 0) throw new Error('the object was reset')
      return world.jobs.reportItem(jobId, token, index, report)
    },
  })
  const running = runTicket(world.context({ jobs, fetch }), 'interactive', ticket, limits)
  await expect(world.clock.finish(running)).rejects.toThrow('the object was reset')
  expect(await world.statuses(id!)).toEqual(['running', 'completed'])
})

test('an item with a result that is too large to store ends as errored without another try', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'x'.repeat(1_600_000)))
  const ticket = await world.pullOne()
  expect(await world.clock.finish(runTicket(world.context(), 'interactive', ticket, limits))).toEqual(done)
  expect(await world.statuses(id!)).toEqual(['completed', 'errored'])
  expect(world.searched).toHaveLength(2)
})

test('each job opens its own renderer with its number of pages and closes it at the end', async () => {
  const world = new WorkerWorld()
  await world.submit(cart('milk', 'eggs', 'bread'))
  const ticket = await world.pullOne()
  const calls: Array<number | string> = []
  const openRenderer = (pages: number) => {
    calls.push(pages)
    return {
      render: () => Promise.reject(new Error('there is no browser')),
      close: async () => void calls.push('closed'),
    }
  }
  await world.clock.finish(runTicket(world.context({ openRenderer }), 'interactive', ticket, limits))
  expect(calls).toEqual([3, 'closed'])
})
