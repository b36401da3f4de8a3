import { done } from '@edgesweep/core/endings/ending.ts'
import { Abandoned } from '@edgesweep/core/endings/typed-errors.ts'
import type { JobSpec } from '@edgesweep/core/job/job-spec.ts'
import { runTicket } from '@edgesweep/core/work/run-ticket.ts'
import { expect, test } from 'vitest'
import { changed } from '../../../support/changed.ts'
import { openDomains } from '../../../support/storage/open-domains.ts'
import { cart, WorkerWorld } from '../../../support/worker-world.ts'

const limits = { itemSlots: 2, stopAt: Number.POSITIVE_INFINITY, lost: new AbortController().signal }

test('a job whose items all ended is done', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'eggs', 'bread'))
  const ticket = await world.pullOne()
  expect(await world.clock.finish(runTicket(world.context(), 'interactive', ticket, limits))).toEqual(done)
  const found = await world.jobs.results(id!, 0, 10)
  expect(found!.items[1]).toMatchObject({ label: 'eggs', result: { term: 'eggs', products: [{ title: 'eggs' }] } })
  expect(found!.job.usage).toMatchObject({ requests: 3, browserMs: 0 })
})

test('a job that has ended meanwhile is done without any work', async () => {
  const world = new WorkerWorld()
  await world.submit(cart('milk'))
  const ticket = await world.pullOne()
  await world.clock.finish(runTicket(world.context(), 'interactive', ticket, limits))
  expect(await runTicket(world.context(), 'interactive', { ...ticket, token: 'later', attempt: 1 }, limits)).toEqual(
    done,
  )
  expect(world.searched).toEqual(['milk'])
})

test('without a permit the ticket goes back until one may be had, and the try does not count', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'eggs', 'bread'))
  const ticket = await world.pullOne()
  const refusal = { ok: false as const, afterMs: 20_000, reason: '1 of 1 in flight' }
  const domains = changed(openDomains, { ask: async () => refusal })
  const outcome = await world.clock.finish(runTicket(world.context({ domains }), 'interactive', ticket, limits))
  expect(outcome).toEqual({
    kind: 'defer',
    until: world.clock.now() + 20_000,
    reason: 'domain search.example: 1 of 1 in flight',
  })
  expect(await world.statuses(id!)).toEqual(['queued', 'queued', 'queued'])
  for (let round = 0; round < 5; round++) {
    await world.clock.finish(runTicket(world.context({ domains }), 'interactive', ticket, limits))
  }
  await world.clock.finish(runTicket(world.context(), 'interactive', ticket, limits))
  expect(await world.statuses(id!)).toEqual(['completed', 'completed', 'completed'])
})

const forbidding = changed(openDomains, {
  robots: async () => ({ text: 'User-agent: *\nDisallow: /', unreachable: null, expiresAt: Number.POSITIVE_INFINITY }),
})

test('what robots.txt disallows is disallowed at once', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk'))
  const ctx = world.context({ domains: forbidding })
  expect(await world.clock.finish(runTicket(ctx, 'interactive', await world.pullOne(), limits))).toEqual(done)
  expect(await world.statuses(id!)).toEqual(['disallowed'])
  expect(world.searched).toEqual([])
})

test('a job’s record names the hosts whose robots.txt was ignored, each once', async () => {
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
    const stopping = why === 'time' ? { ...limits, stopAt } : { ...limits, lost: loss.signal }
    const outcome = await world.clock.finish(runTicket(world.context(), 'interactive', ticket, stopping))
    expect(outcome).toMatchObject({ kind: 'defer', until: world.clock.now() })
    expect(await world.statuses(id!)).toEqual([
      ...Array(why === 'time' ? 4 : 2).fill('completed'),
      ...Array(why === 'time' ? 2 : 4).fill('queued'),
    ])
  }
})

test('an item that fails is tried three times in all, half a second apart, and then is an error', async () => {
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
  expect(job).toMatchObject({ status: 'partial', completed: 2, failed: 1 })
  expect(items[1]).toMatchObject({ status: 'errored', error: expect.stringContaining('answered 502'), result: null })
})

test('a target that may not be read is disallowed at once', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit({ kind: 'page', url: 'http://10.0.0.1/', site: 'schema-org' })
  const ticket = await world.pullOne()
  expect(await world.clock.finish(runTicket(world.context(), 'interactive', ticket, limits))).toEqual(done)
  expect(await world.statuses(id!)).toEqual(['disallowed'])
  expect(await world.jobs.read(id!)).toMatchObject({ status: 'failed' })
})

test('a sweep extracts nothing before every scan has ended', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit({ kind: 'sweep', sweep_id: 'swp', outlet_ids: ['a', 'b', 'c'] })
  const started: Array<{ index: number; ended: string[] }> = []
  const jobs = changed(world.jobs, {
    async startItem(jobId, token, index) {
      started.push({ index, ended: (await world.statuses(jobId)).slice(0, 3) })
      return world.jobs.startItem(jobId, token, index)
    },
  })
  const ticket = await world.pullOne()
  await world.clock.finish(runTicket(world.context({ jobs }), 'interactive', ticket, limits))
  const extracts = started.filter(({ index }) => index >= 3)
  expect(extracts.length).toBeGreaterThan(0)
  for (const { ended } of extracts) expect(ended).toEqual(['errored', 'errored', 'errored'])
  expect(await world.jobs.read(id!)).toMatchObject({ status: 'failed', total: 6 })
})

test('a job cancelled in the middle starts no further item, and keeps no late result', async () => {
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
  expect(world.searched, 'what was under way is waited for').toEqual(['1', '2', '3', '4'])
  expect(await world.statuses(id!)).toEqual([...Array(2).fill('completed'), ...Array(4).fill('cancelled')])
  expect(world.jobs.events(id!).at(-1)).toEqual({ kind: 'job.cancelled' })
})

test('a start that is refused gives the ticket back and does not end it', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'eggs', 'bread'))
  const jobs = changed(world.jobs, { startItem: async () => false })
  const running = runTicket(world.context({ jobs }), 'interactive', await world.pullOne(), limits)
  expect(await world.clock.finish(running)).toMatchObject({ kind: 'defer', reason: 'an item could not start' })
  expect(await world.statuses(id!)).toEqual(['completed', 'completed', 'queued'])
})

test('as many items as there are slots start with the job itself, without a call for each', async () => {
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

test('a worker whose lease is lost or whose time is up when it takes a job starts nothing', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk'))
  const late = { ...limits, stopAt: world.clock.now() }
  const lost = { ...limits, lost: AbortSignal.abort(new Abandoned('its lease was lost')) }
  const ticket = await world.pullOne()
  for (const one of [late, lost]) {
    const outcome = await world.clock.finish(runTicket(world.context(), 'interactive', ticket, one))
    expect(outcome).toMatchObject({ kind: 'defer' })
  }
  expect(world.searched).toEqual([])
  expect(await world.statuses(id!)).toEqual(['queued'])
})

test('an answer that names items under way starts none of them again', async () => {
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

test('a job with nothing to do is rejected with the reason', async () => {
  const world = new WorkerWorld()
  await world.submit({ kind: 'crawl' } as unknown as JobSpec)
  expect(await runTicket(world.context(), 'interactive', await world.pullOne(), limits)).toEqual({
    kind: 'reject',
    reason: 'there is nothing to do in a job of the kind "crawl"',
  })
})

test('a job whose object stops answering in the middle fails as a whole', async () => {
  const world = new WorkerWorld()
  await world.submit(cart('milk', 'eggs', 'bread'))
  const jobs = changed(world.jobs, { reportItem: () => Promise.reject(new Error('no answer')) })
  const running = runTicket(world.context({ jobs }), 'interactive', await world.pullOne(), limits)
  await expect(world.clock.finish(running)).rejects.toThrow('no answer')
})

test('a report that does not get through fails the ticket, but not before its other items have ended', async () => {
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

test('a result too large to be kept is an error of its item, and not tried again', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'x'.repeat(1_600_000)))
  const ticket = await world.pullOne()
  expect(await world.clock.finish(runTicket(world.context(), 'interactive', ticket, limits))).toEqual(done)
  expect(await world.statuses(id!)).toEqual(['completed', 'errored'])
  expect(world.searched).toHaveLength(2)
})

test('a job has a renderer of its own, which is told how many pages there may be and is closed at the end', async () => {
  const world = new WorkerWorld()
  await world.submit(cart('milk', 'eggs', 'bread'))
  const ticket = await world.pullOne()
  const told: Array<number | string> = []
  const openRenderer = (pages: number) => {
    told.push(pages)
    return {
      render: () => Promise.reject(new Error('there is no browser')),
      close: async () => void told.push('closed'),
    }
  }
  await world.clock.finish(runTicket(world.context({ openRenderer }), 'interactive', ticket, limits))
  expect(told).toEqual([3, 'closed'])
})
