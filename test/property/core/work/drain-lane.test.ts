import { drainLane } from '@edgesweep/core/work/drain-lane.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changed } from '../../../support/changed.ts'
import { shortLimits } from '../../../support/drain-limits.ts'
import { runs } from '../../../support/property-runs.ts'
import { InMemoryJobs } from '../../../support/storage/in-memory-jobs.ts'
import { inMemoryLanes } from '../../../support/storage/in-memory-lanes.ts'
import { openDomains } from '../../../support/storage/open-domains.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'
import { Wire } from '../../../support/wire.ts'
import { offerPage, workerContext } from '../../../support/worker-context.ts'

const worker = fc.record({ delayMs: fc.nat(40), crashAt: fc.nat(15_000) })
const scenario = fc.record({
  carts: fc.array(fc.record({ key: fc.constantFrom('a', 'b'), terms: fc.integer({ min: 1, max: 5 }) }), {
    minLength: 1,
    maxLength: 8,
  }),
  mortals: fc.array(worker, { maxLength: 2 }),
  restarts: fc.array(fc.nat(20_000), { maxLength: 2 }),
  pageMs: fc.integer({ min: 1, max: 4_000 }),
  /** How many of 10 requests for a permit are refused. */
  refusals: fc.nat(5),
})

type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never

async function play({ carts, mortals, restarts, pageMs, refusals }: Scenario) {
  const clock = new VirtualClock()
  const jobs = new InMemoryJobs(clock)
  const lanes = inMemoryLanes(clock, jobs.giveUp)
  let asks = 0
  const changes = {
    domains: changed(openDomains, {
      ask: async () =>
        asks++ % 10 < refusals
          ? { ok: false as const, afterMs: 20_000, reason: 'all taken' }
          : { ok: true as const, token: 'permit' },
    }),
    fetch: async (input: Parameters<typeof fetch>[0]) => {
      await clock.sleep(pageMs)
      return offerPage(input)
    },
  }
  const receipts = await lanes.submit(
    'interactive',
    carts.map(({ key, terms }, cart) => ({
      keyId: key,
      spec: { kind: 'cart', items: Array.from({ length: terms }, (_, n) => `${cart}-${n}`), zipcode: '10001' },
      deadlineSeconds: 86_400,
      coalesce: null,
      idempotency: null,
    })),
  )
  const work = async (wire: Wire) => {
    const ctx = workerContext({ clock, jobs: wire.connect(jobs), lanes: wire.connect(lanes) }, changes)
    while (true) {
      // A lane that restarts during a call does not answer. That ends the drain, and the next one begins.
      await drainLane(ctx, 'interactive', 0, shortLimits).catch(() => {})
      await clock.sleep(300)
    }
  }
  const at = async (ms: number, what: () => void) => {
    await clock.sleep(ms)
    what()
  }
  for (const { delayMs, crashAt } of mortals) {
    const wire = new Wire(clock, () => delayMs)
    void work(wire)
    void at(crashAt, () => wire.cut())
  }
  void work(new Wire(clock))
  for (const ms of restarts) void at(ms, () => lanes.restart('interactive'))

  const ids = receipts.map((receipt) => (receipt.ok ? receipt.id : 'refused'))
  let summary = await lanes.summary('interactive')
  await clock.passUntil(() => {
    void lanes.summary('interactive').then((latest) => {
      summary = latest
    })
    return ids.every((id) => jobs.hasEnded(id)) && summary.jobs.length === 0
  })
  return { ids, jobs }
}

test('after crashes of any worker at any time, every item of every cart has exactly one result, and no ticket is left', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (one) => {
      const { ids, jobs } = await play(one)
      for (const [cart, id] of ids.entries()) {
        const terms = one.carts[cart]!.terms
        const found = (await jobs.results(id, 0, 100))!
        expect(found.job.status).toBe('completed')
        expect(found.items.map((item) => item.status)).toEqual(Array(terms).fill('completed'))
        const results = found.items.map(({ result }) => result as { term: string; products: Array<{ title: string }> })
        expect(results.map((result) => result.products.map((product) => product.title))).toEqual(
          Array.from({ length: terms }, (_, n) => [`${cart}-${n}`]),
        )
        const events = jobs.events(id)
        expect(events[0]).toEqual({ kind: 'job.started' })
        expect(events.at(-1)).toEqual({ kind: 'job.completed' })
        const items = events.slice(1, -1).map((event) => (event.kind === 'job.item' ? event.index : -1))
        expect(items.toSorted()).toEqual(found.items.map((item) => item.index))
      }
    }),
    { numRuns: runs(80) },
  )
})
