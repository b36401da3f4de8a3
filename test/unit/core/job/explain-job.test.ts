import { cancelJob } from '@edgesweep/core/job/cancel-job.ts'
import { explainJob } from '@edgesweep/core/job/explain-job.ts'
import { explainWaiting } from '@edgesweep/core/job/explain-reading.ts'
import { planJob } from '@edgesweep/core/job/plan-job.ts'
import { readResults } from '@edgesweep/core/job/read-job.ts'
import { runTicket } from '@edgesweep/core/work/run-ticket.ts'
import { expect, test } from 'vitest'
import { changed } from '../../../support/changed.ts'
import { openDomains } from '../../../support/storage/open-domains.ts'
import { cart, WorkerWorld } from '../../../support/worker-world.ts'

const caller = { keyId: 'key', scopes: [] }
const limits = { itemSlots: 2, mayBegin: () => true, lost: new AbortController().signal }
const iso = (ms: number) => new Date(ms).toISOString()

/** The world while the objects of its domains do not answer. */
const withoutDomains = ({ jobs, lanes, clock, domainReader }: WorkerWorld) => {
  const use = () => Promise.reject(new Error('the object does not answer'))
  return { jobs, lanes, clock, domainReader: changed(domainReader, { use }) }
}

test('the explanation of a waiting job has its place, the number of running jobs and its start', async () => {
  const world = new WorkerWorld()
  const ids = await world.submit(...Array.from({ length: 4 }, () => cart('milk')))
  await world.pullOne()
  const why = await explainJob(world, caller, ids[3]!)
  expect(why).toMatchObject({ state: 'queued', waits: [], forecast: { position: 3 } })
  expect(why.message).toMatch(
    /^It is the 3rd of your jobs in the interactive lane; 1 job of all callers runs; it starts/,
  )
  expect((await explainJob(world, caller, ids[0]!)).message).toBe('A worker has taken it and will start it soon.')
})

test('an explanation writes a place as an ordinal and a time in seconds, minutes or hours', () => {
  const waiting = {
    kind: 'cart',
    total: 1,
    metadata: {},
    tags: [],
    id: 'job',
    keyId: 'key',
    submittedAt: 0,
    attempt: 0,
  } as const
  const explained = (position: number, seconds: number, reason: string | null = null) => {
    const estimate = { p50: seconds, p90: seconds }
    const forecast = { position, startSeconds: estimate, etaSeconds: estimate }
    const job = { ...waiting, tags: [], forecast, reason, notBefore: 0 }
    return explainWaiting(job, { lane: 'bulk', running: 8 }, 1_000).message
  }
  expect(explained(37, 40)).toBe(
    'It is the 37th of your jobs in the bulk lane; 8 jobs of all callers run; it starts in about 40 s.',
  )
  expect(explained(1, 0)).toContain('the 1st of your jobs')
  expect(explained(1, 0)).toContain('starts in a moment')
  expect(explained(112, 7_000)).toContain('the 112th of your jobs')
  expect(explained(112, 7_000)).toContain('in about 117 min')
  expect(explained(22, 90_000)).toMatch(/the 22nd .* in about 25 h\.$/)
  expect(explained(2, 5, 'its worker stopped answering')).toMatch(
    /It returned to its lane: its worker stopped answering\.$/,
  )
})

test('the explanation of a deferred job has the earliest start and the reason', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk'))
  const until = world.clock.now() + 30_000
  await world.lanes.finish(await world.pullOne(), {
    kind: 'retry',
    afterMs: 30_000,
    reason: 'the database does not answer',
  })
  expect(await explainJob(world, caller, id!)).toMatchObject({
    message: `It waits until ${iso(until)} at the soonest: the database does not answer.`,
    waits: [{ what: `job ${id}`, reason: 'the database does not answer', until }],
  })
})

test('the explanation of a running job has its progress and the reason of each waiting item', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'eggs', 'bread'))
  const waits: Record<string, number> = { eggs: 90_000, bread: 30_000 }
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const wait = waits[new URL(String(input)).searchParams.get('q')!]
    if (!wait) return world.fetch(input, init)
    return new Response('', { status: 429, headers: { 'retry-after': String(wait / 1_000) } })
  }
  let pauseMs = 0
  const domains = changed(openDomains, {
    giveBack: async (_domain, _token, result) => {
      pauseMs = result.type === 'throttled' ? (result.retryAfterMs ?? 1_000) : 0
      return pauseMs
    },
  })
  const startedAt = world.clock.now()
  const running = runTicket(world.context({ fetch, domains }), 'interactive', await world.pullOne(), limits)
  await world.clock.finish(running)
  const reason = 'domain search.example answered 429'
  expect(await explainJob(withoutDomains(world), caller, id!)).toEqual({
    state: 'running',
    message: `It runs; ended items: 1 of 3; item "bread" waits until ${iso(startedAt + 30_000)}: ${reason}.`,
    waits: [
      { what: 'item "bread"', reason, until: startedAt + 30_000 },
      { what: 'item "eggs"', reason, until: startedAt + 90_000 },
    ],
    forecast: null,
  })
})

test('the explanation no longer names a waiting item once that item has run', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk'))
  const refusal = { ok: false as const, afterMs: 20_000, reason: '2 of 2 requests in flight' }
  const domains = changed(openDomains, { ask: async () => refusal })
  const ticket = await world.pullOne()
  await world.clock.finish(runTicket(world.context({ domains }), 'interactive', ticket, limits))
  expect((await world.jobs.read(id!))!.waits).toMatchObject([{ index: 0, label: 'milk' }])
  await world.clock.pass(20_000)
  await world.clock.finish(runTicket(world.context(), 'interactive', ticket, limits))
  const why = await explainJob(world, caller, id!)
  expect(why).toMatchObject({ state: 'completed', waits: [] })
  expect(why.message).toMatch(/^It was completed at .*: none of its 1 items failed\.$/)
})

test('the explanation of an ended job has its end and the possible next step', async () => {
  const world = new WorkerWorld()
  world.jobs.readmit = (job) => world.lanes.readmit(job)
  const [failed, cancelled, dead] = await world.submit(cart('milk'), cart('milk'), cart('milk'))
  const at = iso(world.clock.now())
  await cancelJob(world, caller, cancelled!)
  const [first, second] = await world.pull(2)
  const fetch: typeof globalThis.fetch = async () => new Response('', { status: 502 })
  await world.clock.finish(runTicket(world.context({ fetch }), 'interactive', first!, limits))
  await world.lanes.finish(second!, { kind: 'reject', reason: 'there is nothing to do' })
  const message = async (id: string) => (await explainJob(world, caller, id)).message
  expect(await message(cancelled!)).toBe(`It was cancelled at ${at}.`)
  expect(await message(failed!)).toMatch(/^It failed at .*answered 502.*\. A retry runs the errored items again/)
  expect(await message(dead!)).toMatch(
    /^It was given up at .*: there is nothing to do\. A replay runs its unfinished items again/,
  )
  await world.jobs.revive(failed!, 'failed')
  await world.pullOne()
  expect(await message(failed!)).toBe('It waits in the interactive lane to run again; ended items: 0 of 1.')
  await expect(explainJob(world, { keyId: 'other', scopes: [] }, failed!)).rejects.toMatchObject({ code: 'not_found' })
})

test('the explanation of a waiting item has the present state of its domain, not the state in which it was put off', async () => {
  const world = new WorkerWorld()
  const domains = world.domainReader
  const domain = 'search.example'
  const [id] = await world.submit(cart('milk'))
  const permit = await domains.ask(domain, 'live', 0, { slots: 1, delayMs: 0 })
  const pause = { type: 'throttled' as const, retryAfterMs: 20_000 }
  await domains.giveBack(domain, permit.ok ? permit.token : '', pause)
  await world.clock.finish(runTicket(world.context({ domains }), 'interactive', await world.pullOne(), limits))
  const why = async () => (await explainJob(world, caller, id!)).waits[0]!.reason
  const asked = 'domain search.example: it asked for a pause (Retry-After)'
  expect(await why()).toBe(`${asked}, for 20.0 s, 1 request waits, next permit in 19.0 s`)
  await world.clock.pass(10_000)
  expect(await why()).toBe(`${asked}, for 10.0 s, 1 request waits, next permit in 9.0 s`)
  await world.clock.pass(20_000)
  expect(await why()).toBe('domain search.example: 0 of 1 requests in flight')
  await domains.ask(domain, 'live', 0, { slots: 1, delayMs: 0 })
  expect(await why()).toBe('domain search.example: 1 of 1 requests in flight')
  const { waits } = await explainJob(withoutDomains(world), caller, id!)
  expect(waits[0]!.reason).toBe('domain search.example: it asked for a pause')
})

test('a sweep of the clock is explained to every key while it waits, while it runs, while its domain pauses, and after its end', async () => {
  for (const keyId of ['clock', 'clock:key', 'clock:other']) {
    const world = new WorkerWorld()
    const domains = world.domainReader
    const spec = { kind: 'sweep' as const, sweep_id: 'swp', outlet_ids: ['out_1'] }
    const [receipt] = await world.lanes.submit('bulk', [
      { keyId, spec, deadlineSeconds: 900, coalesce: null, idempotency: null },
    ])
    const id = receipt!.ok ? receipt!.id : ''
    const why = () => explainJob(world, caller, id)
    expect(await why()).toMatchObject({
      state: 'queued',
      message: expect.stringMatching(
        /^It is the 1st of the clock's sweeps in the bulk lane; 0 jobs of all callers run/,
      ),
      forecast: { position: 1 },
    })
    const worker = { id: 'w', slots: 1 }
    const [ticket] = await world.lanes.pull('bulk', 0, worker, { max: 1, waitMs: 0, stays: true })
    expect((await why()).message).toBe('A worker has taken it and will start it soon.')
    const { token, remainingMs: _, ...header } = ticket!
    await world.jobs.take({ ...header, lane: 'bulk' }, planJob(spec), token, 0, 1)
    expect(await why()).toMatchObject({ state: 'running', message: 'It runs; ended items: 0 of 2.' })
    const domain = 'shop.example'
    const permit = await domains.ask(domain, 'bulk', 0, { slots: 1, delayMs: 0 })
    await domains.giveBack(domain, permit.ok ? permit.token : '', { type: 'throttled', retryAfterMs: 60_000 })
    const usage = { browserMs: 0, requests: 1, bytes: 0, robotsIgnored: [] }
    const reason = `domain ${domain} answered 429`
    const deferred = { type: 'deferred' as const, afterMs: 60_000, reason, domain, throttled: true, usage }
    await world.jobs.reportItem(id, token, 0, deferred)
    await world.clock.pass(20_000)
    expect(await why()).toMatchObject({
      state: 'running',
      waits: [{ reason: `domain ${domain}: it asked for a pause (Retry-After), for 40.0 s, next permit in 40.0 s` }],
    })
    expect((await readResults(world, caller, id, 0, 10))!.items).toHaveLength(2)
    await expect(cancelJob(world, caller, id)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('is a scheduled sweep'),
    })
    await world.jobs.cancel(id)
    await world.lanes.revoke(id)
    expect(await why()).toMatchObject({ state: 'cancelled', message: expect.stringMatching(/^It was cancelled at/) })
  }
})
