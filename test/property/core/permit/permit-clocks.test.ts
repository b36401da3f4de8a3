import { BrowserDesk } from '@edgesweep/core/permit/browser-desk.ts'
import { type BrowserState, slotLeaseMs } from '@edgesweep/core/permit/browser-state.ts'
import { DomainDesk } from '@edgesweep/core/permit/domain-desk.ts'
import { type DomainState, permitMs } from '@edgesweep/core/permit/domain-state.ts'
import type { PermitStorage } from '@edgesweep/core/permit/permit-storage.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'
import { TimerClock } from '../../../support/timer-clock.ts'

const hour = 3_600_000
const start = 1_800_000_000_000

/** A storage that outlives its desk. */
function storageOf<State>(): PermitStorage<State> {
  let stored: State | null = null
  return {
    read: () => structuredClone(stored),
    write: (state) => {
      stored = structuredClone(state)
    },
  }
}

/** An object that lends one thing to each of its holders, on the machine whose clock is `clock`. */
interface Lender {
  take(): string | null
  renew(token: string): void
  holds(token: string): boolean
}

function openDomain(storage: PermitStorage<DomainState>, clock: TimerClock, slots: number): Lender {
  const desk = new DomainDesk({ storage, clock, random: () => 0.5 })
  return {
    take() {
      let granted = false
      const token = desk.ask('bulk', 0, { slots, delayMs: 0 }, ({ ok }) => {
        granted = ok
      })
      return granted ? token : null
    },
    renew: (token) => desk.renew(token),
    holds(token) {
      desk.renew('nobody')
      return storage.read()!.permits.has(token)
    },
  }
}

function openBrowsers(storage: PermitStorage<BrowserState>, clock: TimerClock, slots: number): Lender {
  const desk = new BrowserDesk({ storage, clock })
  const limits = {
    browsers: 1,
    contexts: slots,
    reservedForLive: 0,
    launchEveryMs: 0,
    maxAgeMs: 100 * hour,
    maxUses: 1_000,
    maxBytes: 1e12,
  }
  return {
    take() {
      let granted = false
      const ask = { lane: 'bulk' as const, patienceMs: 0, connected: [], limits, alive: null }
      const token = desk.ask(ask, ({ type }) => {
        granted = type !== 'refused'
      })
      if (granted && storage.read()!.sessions.some(({ sessionId }) => sessionId === null))
        desk.launched(token, 'session')
      return granted ? token : null
    },
    renew: (token) => void desk.renew([token]),
    holds: (token) =>
      desk.renew(['nobody']).length === 0 &&
      storage.read()!.sessions.some(({ slots: held }) => held.get(token)?.lost === false),
  }
}

const lenders = {
  'permit of a domain': (clock: () => TimerClock, slots: number) => {
    const storage = storageOf<DomainState>()
    return { leaseMs: permitMs, open: () => openDomain(storage, clock(), slots) }
  },
  'browser slot': (clock: () => TimerClock, slots: number) => {
    const storage = storageOf<BrowserState>()
    return { leaseMs: slotLeaseMs, open: () => openBrowsers(storage, clock(), slots) }
  },
}

/** Between two moves, a holder renews at least once. */
const moves = fc.array(
  fc.record({ afterSeconds: fc.integer({ min: 6, max: 40 }), skewMs: fc.integer({ min: -hour, max: hour }) }),
  { maxLength: 10 },
)

test.each(Object.entries(lenders))(
  'a holder that lives keeps its %s while its object moves between machines whose clocks differ by an hour, and a dead one loses it',
  (_, lend) => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 4 }), moves, (slots, moved) => {
        let time = start
        let clock = new TimerClock(start)
        const { leaseMs, open } = lend(() => clock, slots)
        let lender = open()
        const held = Array.from({ length: slots }, () => lender.take()!)
        const [dead, ...living] = held
        for (const { afterSeconds, skewMs } of moved) {
          clock = new TimerClock(time + skewMs)
          lender = open()
          for (let second = 0; second < afterSeconds; second++) {
            time += 1_000
            clock.pass(1_000)
            if ((time - start) % (leaseMs / 3) === 0) for (const token of living) lender.renew(token)
            expect(
              living.filter((token) => !lender.holds(token)),
              'lost by holders that live',
            ).toEqual([])
          }
        }
        for (let ms = 0; ms <= 3 * leaseMs; ms += 1_000) {
          clock.pass(1_000)
          for (const token of living) lender.renew(token)
        }
        expect(lender.holds(dead!)).toBe(false)
      }),
      { numRuns: runs(300) },
    )
  },
)
