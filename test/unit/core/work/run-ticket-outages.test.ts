import { Away } from '@edgesweep/core/endings/typed-errors.ts'
import type { JobSpec } from '@edgesweep/core/job/job-spec.ts'
import type { HeldTicket } from '@edgesweep/core/lane/lane-port.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { type RunningContext, runTicket } from '@edgesweep/core/work/run-ticket.ts'
import { StatementError } from '@edgesweep/db/run-statement.ts'
import { expect, test } from 'vitest'
import { changed } from '../../../support/changed.ts'
import { openDomains } from '../../../support/storage/open-domains.ts'
import { cart, WorkerWorld } from '../../../support/worker-world.ts'

const limits = { itemSlots: 2, mayBegin: () => true, lost: new AbortController().signal }
const page = { kind: 'page' as const, url: 'https://shop.example/', site: 'schema-org' } satisfies JobSpec
const rendered: JobSpec = { ...page, options: { render: true } }
const sweep: JobSpec = { kind: 'sweep', sweep_id: 'swp_1', outlet_ids: ['out_1'] }

const lost = (message: string) => async () => {
  throw new Error(message)
}
const gone = (message: string) => async () => {
  throw new Away(message)
}
const timedOut = new StatementError('read-outlet', Object.assign(new Error('canceling statement'), { code: '57014' }))

/** The parts of a deployment that may be away, with a job that needs each. */
const parts: Record<string, { spec: JobSpec; away: Partial<RunningContext> }> = {
  'the resolver': { spec: cart('milk'), away: { resolve: gone('could not be resolved: HTTP 503') } },
  'the permits': { spec: cart('milk'), away: { domains: changed(openDomains, { ask: lost('Durable Object reset') }) } },
  'the permits during the question for robots.txt': {
    spec: cart('milk'),
    away: { domains: changed(openDomains, { robots: gone('Durable Object reset because its code was updated') }) },
  },
  'the bucket': {
    spec: page,
    away: { files: { put: lost('put: internal error (10001)'), get: lost('10001'), delete: lost('10001') } },
  },
  'our own network': { spec: cart('milk'), away: { fetch: lost('Network connection lost.') } },
  'the browser': {
    spec: rendered,
    away: { openRenderer: () => ({ render: gone('no browser could be started'), close: async () => {} }) },
  },
  'the database': {
    spec: sweep,
    away: {
      db: {
        execute: async () => {
          throw timedOut
        },
      } as unknown as RunningContext['db'],
    },
  },
}

const product =
  '<script type="application/ld+json">{"@type":"Product","name":"x","offers":{"@type":"Offer","price":"1.00","priceCurrency":"USD"}}</script>'
const served: RunningContext['fetch'] = async (input) =>
  String(input).includes('shop.example')
    ? new Response(product, { headers: { 'content-type': 'text/html' } })
    : new Response(`<ul data-offers></ul>`, { headers: { 'content-type': 'text/html' } })

test.each(Object.entries(parts))(
  'while %s is away, an item spends no try, blames no domain and waits longer each time',
  async (_, { spec, away }) => {
    const world = new WorkerWorld()
    const [id] = await world.submit(spec)
    let ticket: HeldTicket = await world.pullOne()
    const told: string[] = []
    const domains = changed(openDomains, {
      giveBack: async (_domain, _token, { type }) => {
        told.push(type)
        return 0
      },
    })
    const ctx = world.context({ fetch: served, domains, ...away })
    const pauses: number[] = []
    for (let round = 0; round < 8; round++) {
      const outcome = await world.clock.finish(runTicket(ctx, 'interactive', ticket, limits))
      expect(outcome.kind).toBe('defer')
      pauses.push('afterMs' in outcome ? outcome.afterMs : 0)
      expect(world.jobs.state(id!)!.items[0]).toMatchObject({ status: 'queued', tries: 0 })
      await world.lanes.finish(ticket, outcome)
      await world.clock.pass(pauses.at(-1)! + 1_000)
      ticket = await world.pullOne()
    }
    expect(told).not.toContain('timed_out')
    expect(pauses[0]).toBeLessThan(2_300)
    expect(pauses[7]).toBeGreaterThan(60_000)
    const files = { put: async () => {}, get: async () => null, delete: async () => {} }
    const openRenderer: RunningContext['openRenderer'] = () => ({
      render: async (_request, under) =>
        under(async () => {
          const shown = { url: page.url, status: 200, contentType: 'text/html', body: product }
          return { status: 200, retryAfterMs: null, page: shown }
        }),
      close: async () => {},
    })
    const back = world.context({ fetch: served, files, openRenderer })
    await world.clock.finish(runTicket(back, 'interactive', ticket, limits))
    const { items } = (await world.jobs.results(id!, 0, 10))!
    expect(['completed', 'errored'], 'an empty database has no outlet').toContain(items[0]!.status)
    if (spec !== sweep) expect(items[0]!.status).toBe('completed')
  },
)

test('an item that kills its worker three times takes no other item along', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'bomb', 'eggs', 'bread', 'salt', 'rice'))
  const inFlight = new Set<string>()
  const company: string[][] = []
  for (let life = 0; life < 6; life++) {
    let dead = false
    const forever = new Promise<never>(() => {})
    const fetch: RunningContext['fetch'] = async (input, init) => {
      const term = new URL(String(input)).searchParams.get('q')!
      inFlight.add(term)
      if (term === 'bomb') {
        company.push([...inFlight].filter((one) => one !== 'bomb'))
        await world.clock.sleep(50)
        dead = true
      }
      const answer = dead ? await forever : await world.fetch(input, init)
      if (dead) await forever
      inFlight.delete(term)
      return answer
    }
    inFlight.clear()
    const ticket = await world.pullOne()
    void runTicket(world.context({ fetch }), 'interactive', ticket, { ...limits, itemSlots: 4 })
    await world.clock.pass(30_000)
    if ((await world.jobs.read(id!))!.status !== 'running') break
  }
  expect(company[0]!.length, 'the bomb goes off among others at first').toBeGreaterThan(0)
  expect(company.slice(1)).toEqual([[], [], []])
  expect(await world.statuses(id!)).toEqual(['completed', 'errored', ...Array(4).fill('completed')])
})

test('a job whose object is away for ten minutes is tried again and again, and then completes', async () => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk'))
  let takes = 0
  const backAt = world.clock.now() + 600_000
  const jobs = changed(world.jobs, {
    take: async (...values) => {
      takes += 1
      if (world.clock.now() < backAt) throw new Error('Durable Object reset because its code was updated.')
      return world.jobs.take(...values)
    },
  })
  while (!world.jobs.hasEnded(id!)) {
    await world.clock.finish(world.drain({}, world.context({ jobs })))
    await world.clock.pass(1_000)
    expect(world.clock.now()).toBeLessThan(backAt + 400_000)
  }
  expect(takes).toBeGreaterThan(6)
  expect(takes).toBeLessThan(12)
  expect(await world.statuses(id!)).toEqual(['completed'])
})

test.each([
  new TypeError("Cannot read properties of undefined (reading 'price')"),
  new Error('Protocol error (Page.navigate): Target closed; the browser failed'),
])(
  'an item that meets "%s" each time ends within two minutes as our fault, and its page spends no try',
  async (error) => {
    const world = new WorkerWorld()
    const [id] = await world.submit(rendered)
    const startedAt = world.clock.now()
    let renders = 0
    const openRenderer: RunningContext['openRenderer'] = () => ({
      render: async () => {
        renders += 1
        throw error
      },
      close: async () => {},
    })
    while (!world.jobs.hasEnded(id!)) {
      await world.clock.finish(world.drain({}, world.context({ fetch: served, openRenderer })))
      await world.clock.pass(1_000)
      expect(world.clock.now() - startedAt).toBeLessThan(120_000)
    }
    expect(renders).toBe(5)
    const reason = `a fault of this service kept it from ending: ${error.message}`
    expect(world.jobs.state(id!)).toMatchObject({
      ...{ status: 'failed', dead: false, error: reason },
      items: [{ status: 'errored', tries: 0, error: reason }],
    })
  },
)

test.each([
  [{ SEARCH_URL: 'https://search.example/' }, 'no site is set (SEARCH_SITE)'],
  [{ SEARCH_SITE: 'demo-town' }, 'SEARCH_URL is not set'],
])('a cart with only the settings %j ends in its first run and names the setting', async (set, reason) => {
  const world = new WorkerWorld()
  const [id] = await world.submit(cart('milk', 'eggs'))
  const settings = settingsFrom({ SEARCH_SITE: '', SEARCH_URL: '', ...set })
  await world.clock.finish(runTicket(world.context({ settings }), 'interactive', await world.pullOne(), limits))
  const state = world.jobs.state(id!)!
  expect(state).toMatchObject({ status: 'failed', dead: false, items: [{ status: 'errored' }, { status: 'errored' }] })
  expect(state.error).toContain(reason)
})
