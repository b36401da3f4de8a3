import type { Clock, DomainPermits } from '@edgesweep/core/context.ts'
import type { DeskClock } from '@edgesweep/core/desk-clock.ts'
import { DomainDesk } from '@edgesweep/core/permit/domain-desk.ts'
import type { DomainState } from '@edgesweep/core/permit/domain-state.ts'
import { drainLane } from '@edgesweep/core/work/drain-lane.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changed } from '../../../support/changed.ts'
import { shortLimits } from '../../../support/drain-limits.ts'
import { runs } from '../../../support/property-runs.ts'
import { InMemoryJobs } from '../../../support/storage/in-memory-jobs.ts'
import { inMemoryLanes } from '../../../support/storage/in-memory-lanes.ts'
import { mapPermitStorage } from '../../../support/storage/map-permit-storage.ts'
import { openDomains } from '../../../support/storage/open-domains.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'
import { offerPage, workerContext } from '../../../support/worker-context.ts'

const hour = 3_600_000
/** What a changed clock may cost: a lease of a ticket or a permit, and the pause before the next attempt. */
const costOfChangeMs = 40_000

/** The clock of one part, which is off by `skewMs`. */
class SkewedClock implements Clock, DeskClock {
  skewMs = 0
  readonly #clock: VirtualClock

  constructor(clock: VirtualClock) {
    this.#clock = clock
  }

  now = () => this.#clock.now() + this.skewMs
  sleep = (ms: number) => this.#clock.sleep(ms)
  after = (ms: number, call: () => void) => this.#clock.after(ms, call)
}

/** The permits of one domain. Its process may end; calls that wait in it then fail. */
class RestartingDomain {
  readonly #storage = mapPermitStorage<DomainState>()
  readonly #clock: DeskClock
  #desk: DomainDesk
  #waiting = new Set<(reason: Error) => void>()

  constructor(clock: DeskClock) {
    this.#clock = clock
    this.#desk = this.#open()
  }

  restart(): void {
    this.#desk = this.#open()
    for (const fail of this.#waiting) fail(new Error('the process of the domain has ended'))
    this.#waiting = new Set()
  }

  readonly port: Partial<DomainPermits> = {
    ask: (_, lane, patienceMs, { slots }) =>
      new Promise((resolve, reject) => {
        this.#waiting.add(reject)
        this.#desk.ask(lane, patienceMs, { slots, delayMs: 500 }, (answer) => {
          this.#waiting.delete(reject)
          resolve(answer)
        })
      }),
    renew: async (_, token) => this.#desk.renew(token),
    giveBack: async (_domain, token, result) => this.#desk.giveBack(token, result),
  }

  #open(): DomainDesk {
    return new DomainDesk({ storage: this.#storage, clock: this.#clock, random: () => 0.5 })
  }
}

const parts = ['lane', 'job', 'worker', 'domain'] as const
const change = fc.record({
  afterMs: fc.nat(30_000),
  part: fc.constantFrom(...parts),
  skewMs: fc.integer({ min: -hour, max: hour }),
  restarts: fc.boolean(),
})
const scenario = fc.record({
  carts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
  first: fc.record({ lane: change, job: change, worker: change, domain: change }),
  changes: fc.array(change, { maxLength: 4 }),
  pageMs: fc.integer({ min: 1, max: 3_000 }),
  /** One of so many pages answers 429 with a `Retry-After` of 3 s. */
  throttledEvery: fc.integer({ min: 3, max: 20 }),
})
type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never

/** Works on carts while clocks are wrong and change. Returns how long it took until all had ended. */
async function play({ carts, first, changes, pageMs, throttledEvery }: Scenario): Promise<number> {
  const clock = new VirtualClock()
  const clocks = Object.fromEntries(parts.map((part) => [part, new SkewedClock(clock)])) as Record<
    (typeof parts)[number],
    SkewedClock
  >
  for (const part of parts) clocks[part].skewMs = first[part].skewMs
  const jobs = new InMemoryJobs(clocks.job)
  const lanes = inMemoryLanes(clocks.lane, jobs.giveUp)
  const domain = new RestartingDomain(clocks.domain)
  let pages = 0
  const ctx = workerContext(
    { clock: clocks.worker as unknown as VirtualClock, jobs, lanes },
    {
      domains: changed(openDomains, domain.port),
      fetch: async (input) => {
        await clock.sleep(pageMs)
        const throttled = ++pages % throttledEvery === 0
        return throttled ? new Response('', { status: 429, headers: { 'retry-after': '3' } }) : offerPage(input)
      },
    },
  )
  const began = clock.now()
  const receipts = await lanes.submit(
    'interactive',
    carts.map((terms, cart) => ({
      keyId: `key ${cart % 2}`,
      spec: { kind: 'cart', items: Array.from({ length: terms }, (_, n) => `${cart}-${n}`), zipcode: '10001' },
      deadlineSeconds: 86_400,
      coalesce: null,
      idempotency: null,
    })),
  )
  const work = async () => {
    while (true) {
      await drainLane(ctx, 'interactive', 0, shortLimits).catch(() => {})
      await clock.sleep(300)
    }
  }
  for (const { afterMs, part, skewMs, restarts } of changes)
    clock.after(afterMs, () => {
      clocks[part].skewMs = skewMs
      if (restarts && part === 'lane') lanes.restart('interactive')
      if (restarts && part === 'domain') domain.restart()
    })
  void work()
  void work()
  const ids = receipts.map((receipt) => (receipt.ok ? receipt.id : 'refused'))
  await clock.passUntil(() => ids.every((id) => jobs.hasEnded(id)), 2 * hour)
  return clock.now() - began
}

test('with clocks up to an hour off that change meanwhile, all jobs end soon: a wrong clock costs seconds, or a lease', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (one) => {
      const right = { afterMs: 0, part: 'lane' as const, skewMs: 0, restarts: false }
      const first = { lane: right, job: right, worker: right, domain: right }
      const usualMs = await play({ ...one, first, changes: [] })
      const ms = await play(one)
      expect(ms).toBeLessThanOrEqual(usualMs + (one.changes.length + 1) * costOfChangeMs)
    }),
    { numRuns: runs(40) },
  )
})
