import { byLane, type LaneName } from '@edgesweep/core/lane/lane.ts'
import { DomainDesk } from '@edgesweep/core/permit/domain-desk.ts'
import { DomainIndex } from '@edgesweep/core/permit/domain-index.ts'
import type { DomainUse } from '@edgesweep/core/permit/domain-use.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'
import { mapEntryStorage } from '../../../support/storage/in-memory-domains.ts'
import { TimerClock } from '../../../support/timer-clock.ts'

const someUse = (waiting: number): DomainUse => ({
  inFlight: 0,
  limit: 1,
  slots: 1,
  delayMs: 0,
  waiting: { ...byLane(() => 0), bulk: waiting },
  pause: null,
  held: [],
})

const step = fc.oneof(
  fc.record({
    do: fc.constant('report' as const),
    domain: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    waiting: fc.nat(50),
    leaseMs: fc.constantFrom(0, 1, 5_000, 15_000, 29_999, 30_000, 600_000, 3_600_000),
  }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, 4_999, 5_000, 30_000, 1_000_000) }),
  fc.record({ do: fc.constant('set back' as const), ms: fc.constantFrom(1, 60_000, 3_600_000) }),
  fc.record({ do: fc.constant('restart' as const) }),
)

test('the index shows each domain for exactly its lease, through clocks that are set back and restarts', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const storage = mapEntryStorage()
      let now = 1_000_000_000
      let index = new DomainIndex(storage, () => now)
      let shown = new Map<string, { waiting: number; leftMs: number; leaseMs: number }>()
      for (const one of steps) {
        if (one.do === 'report') {
          const { domain, waiting, leaseMs } = one
          index.report(domain, someUse(waiting), leaseMs)
          if (leaseMs > 0) shown.set(domain, { waiting, leftMs: leaseMs, leaseMs })
          else shown.delete(domain)
        } else if (one.do === 'pass') {
          now += one.ms
          for (const entry of shown.values()) entry.leftMs -= one.ms
        } else if (one.do === 'set back') {
          // The index must have seen the time from which the clock is set back.
          index.busiest(1)
          now -= one.ms
          index.busiest(1)
        } else {
          index = new DomainIndex(storage, () => now)
          // Short leases are not stored: their domains report again within seconds.
          shown = new Map([...shown].filter(([, { leaseMs }]) => leaseMs >= 30_000))
        }
        const expected = [...shown].filter(([, { leftMs }]) => leftMs > 0)
        const { domains, others } = index.busiest(3)
        expect(domains.length + others).toBe(expected.length)
        const most = expected.map(([, { waiting }]) => waiting).sort((a, b) => b - a)
        expect(domains.map(({ waiting }) => waiting.bulk)).toEqual(most.slice(0, 3))
      }
    }),
    { numRuns: runs(100) },
  )
})

const call = fc.record({
  /** Work and its lane. */
  asks: fc.constantFrom<[string, LaneName]>(
    ['refresh', 'live'],
    ['cart_1', 'interactive'],
    ['cart_2', 'interactive'],
    ['sweep_1', 'bulk'],
    ['sweep_2', 'bulk'],
  ),
  pauseMs: fc.constantFrom(0, 10, 500, 3_000, 20_000),
  ends: fc.constantFrom('answered' as const, 'throttled' as const, 'keeps' as const),
})

test('a domain names all work that it refused and that may still come back, and no other', () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 60 }), fc.constantFrom(0, 2_000), (calls, delayMs) => {
      const clock = new TimerClock(1_000_000_000)
      const desk = new DomainDesk({ storage: null, clock, random: () => 0.5 })
      /** By work: when it is taken to have left. */
      const backAt = new Map<string, number>()
      const granted = new Set<string>()
      for (const { asks, pauseMs, ends } of calls) {
        const [work, lane] = asks
        clock.pass(pauseMs)
        let token: string | null = null
        desk.ask(lane, 0, { slots: 1, delayMs, work }, (answer) => {
          if (answer.ok) token = answer.token
          else backAt.set(work, Math.max(backAt.get(work) ?? 0, clock.now() + answer.afterMs + 6_000))
        })
        if (token === null) granted.delete(work)
        else granted.add(work)
        if (token !== null && ends !== 'keeps') desk.giveBack(token, { type: ends, retryAfterMs: 4_000 })
        const { held, inFlight, limit, waiting } = desk.use()
        expect(inFlight).toBeLessThanOrEqual(limit)
        const left = [...backAt].filter(([, at]) => at > clock.now()).map(([one]) => one)
        const names = held.map((one) => one.work)
        for (const name of names) expect(left, `${name} was refused and may come back`).toContain(name)
        for (const name of left) if (!granted.has(name)) expect(names, `${name} waits`).toContain(name)
        if (names.length === 0) expect(Object.values(waiting)).toEqual([0, 0, 0])
        expect(held.map(({ heldMs }) => heldMs)).toEqual(held.map(({ heldMs }) => heldMs).sort((a, b) => b - a))
      }
    }),
    { numRuns: runs(100) },
  )
})
