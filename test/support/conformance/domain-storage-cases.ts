import type { DomainAnswer } from '@edgesweep/core/context.ts'
import type { LaneName } from '@edgesweep/core/lane/lane.ts'
import { DomainDesk } from '@edgesweep/core/permit/domain-desk.ts'
import { type DomainState, type DomainTerms, newDomain, permitMs } from '@edgesweep/core/permit/domain-state.ts'
import type { PermitStorage } from '@edgesweep/core/permit/permit-storage.ts'
import { expect } from 'vitest'
import { TimerClock } from '../timer-clock.ts'
import type { PortCase } from './port-case.ts'

type OpenStorage = () => PermitStorage<DomainState>

const answered = { type: 'answered' } as const

/** A domain's desk over a storage under test, with a clock that the test moves. */
class DomainAtWork {
  readonly clock = new TimerClock(Date.UTC(2026, 0, 1))
  desk: DomainDesk
  /** The lanes of the granted permits, in order. */
  readonly granted: LaneName[] = []
  readonly #open: OpenStorage

  /** `open` opens the storage as a new process finds it. */
  constructor(open: OpenStorage) {
    this.#open = open
    this.desk = this.#newDesk()
  }

  /** Replaces the process by a new one. */
  restart(): void {
    this.desk = this.#newDesk()
  }

  /** Returns the immediate answer to a request. Null while it waits. */
  ask(lane: LaneName, patienceMs = 5_000, terms: DomainTerms = { slots: 1, delayMs: 0 }): DomainAnswer | null {
    let given: DomainAnswer | null = null
    this.desk.ask(lane, patienceMs, terms, (answer) => {
      if (answer.ok) this.granted.push(lane)
      given = answer
    })
    return given
  }

  take(lane: LaneName, terms?: DomainTerms): string {
    const answer = this.ask(lane, 0, terms)
    if (!answer?.ok) throw new Error(answer?.reason ?? 'the request waits')
    return answer.token
  }

  #newDesk(): DomainDesk {
    return new DomainDesk({ storage: this.#open(), clock: this.clock, random: () => 0.5 })
  }
}

/** The rules of domain permits for every storage. The subject opens the storage as a new process finds it. */
export const domainStorageCases: Array<PortCase<OpenStorage>> = [
  {
    name: 'a returned permit goes to the next waiter, the live lane first',
    run(open) {
      const domain = new DomainAtWork(open)
      let held = domain.take('bulk')
      for (const lane of ['bulk', 'interactive', 'live'] as const)
        domain.desk.ask(lane, 5_000, { slots: 1, delayMs: 0 }, (answer) => {
          if (!answer.ok) return
          domain.granted.push(lane)
          held = answer.token
        })
      for (let n = 0; n < 3; n++) domain.desk.giveBack(held, answered)
      expect(domain.granted).toEqual(['bulk', 'live', 'interactive', 'bulk'])
    },
  },
  {
    name: 'a holder keeps its permit until it returns it, even through restarts of the desk',
    run(open) {
      const domain = new DomainAtWork(open)
      const token = domain.take('bulk')
      domain.restart()
      expect(domain.ask('bulk', 0)).toMatchObject({ ok: false })
      domain.clock.pass(permitMs - 1)
      domain.desk.renew(token)
      domain.restart()
      domain.clock.pass(permitMs - 1)
      expect(domain.ask('bulk', 0)).toMatchObject({ ok: false })
      domain.desk.giveBack(token, answered)
      domain.restart()
      expect(domain.ask('bulk', 0)).toMatchObject({ ok: true })
    },
  },
  {
    name: 'the permit of a dead holder goes to a waiter after its lease',
    run(open) {
      const domain = new DomainAtWork(open)
      domain.take('bulk')
      domain.restart()
      expect(domain.ask('interactive', 60_000)).toBeNull()
      domain.clock.pass(permitMs - 1)
      expect(domain.granted).toEqual(['bulk'])
      domain.clock.pass(1)
      expect(domain.granted).toEqual(['bulk', 'interactive'])
    },
  },
  {
    name: 'a request that waited when its desk ended does not block the next one',
    run(open) {
      const domain = new DomainAtWork(open)
      const token = domain.take('bulk')
      expect(domain.ask('live', 60_000)).toBeNull()
      domain.restart()
      domain.desk.giveBack(token, answered)
      expect(domain.ask('bulk', 0)).toMatchObject({ ok: true })
    },
  },
  {
    name: 'a refusal comes at the end of the wait, with the reason and the time for the next request',
    run(open) {
      const domain = new DomainAtWork(open)
      domain.take('bulk')
      let refusal: DomainAnswer | null = null
      domain.desk.ask('bulk', 50, { slots: 1, delayMs: 0 }, (answer) => {
        refusal = answer
      })
      domain.clock.pass(49)
      expect(refusal).toBeNull()
      domain.clock.pass(1)
      const reason = '1 of 1 requests in flight'
      expect(refusal).toEqual({ ok: false, afterMs: 250, reason })
    },
  },
  {
    name: 'the pause of a domain outlives a restart',
    run(open) {
      const domain = new DomainAtWork(open)
      expect(domain.desk.giveBack(domain.take('bulk'), { type: 'throttled', retryAfterMs: 90_000 })).toBe(90_000)
      domain.restart()
      domain.clock.pass(10_000)
      const reason = expect.stringContaining('it asked for a pause')
      expect(domain.ask('live', 20)).toEqual({ ok: false, afterMs: 79_000, reason })
      domain.clock.pass(80_000)
      expect(domain.ask('live', 20)).toMatchObject({ ok: true })
    },
  },
  {
    name: 'a crawl delay outlives a restart, and its refusals name times one delay apart',
    run(open) {
      const domain = new DomainAtWork(open)
      const slow = { slots: 2, delayMs: 30_000 }
      domain.desk.giveBack(domain.take('bulk', slow), answered)
      domain.restart()
      const reason = expect.stringContaining('its robots.txt asks for 30 s between requests')
      const unknown = { slots: 2, delayMs: null }
      expect(domain.ask('bulk', 2_000, unknown)).toEqual({ ok: false, afterMs: 29_000, reason })
      domain.restart()
      expect(domain.ask('bulk', 2_000, unknown)).toEqual({ ok: false, afterMs: 59_000, reason })
    },
  },
  {
    name: 'each token is greater than all before it, even after restarts',
    run(open) {
      const domain = new DomainAtWork(open)
      const tokens: string[] = []
      for (let round = 0; round < 3; round++) {
        tokens.push(domain.take('bulk'))
        domain.desk.giveBack(tokens.at(-1)!, answered)
        domain.restart()
      }
      expect(new Set(tokens).size).toBe(3)
      expect(tokens.toSorted()).toEqual(tokens)
    },
  },
  {
    name: 'a desk counts as new only if it stores no permit and no recent trouble',
    run(open) {
      const domain = new DomainAtWork(open)
      const isAsNew = () => {
        domain.restart()
        return domain.desk.isAsNew()
      }
      expect(isAsNew()).toBe(true)
      const token = domain.take('bulk')
      expect(isAsNew()).toBe(false)
      domain.desk.giveBack(token, answered)
      expect(isAsNew()).toBe(true)
      domain.desk.giveBack(domain.take('bulk'), { type: 'timed_out' })
      expect(isAsNew()).toBe(false)
    },
  },
  {
    name: 'a state of a version that counted refused callers is restored without them, and without numbers that are none',
    run(open) {
      const domain = new DomainAtWork(open)
      const held = domain.take('bulk')
      const { places: _, seenAt: __, ...state } = open().read()!
      const turnedAway = { live: 3, interactive: 494 }
      open().write({ ...state, turnedAway, limit: Number.NaN, backoffUntil: Number.NaN } as unknown as DomainState)
      domain.restart()
      const terms = { slots: 1, delayMs: 10_000 }
      const [first, second] = [domain.ask('bulk', 0, terms), domain.ask('bulk', 0, terms)]
      expect([first, second]).toMatchObject([
        { ok: false, afterMs: 9_000 },
        { ok: false, afterMs: 19_000 },
      ])
      domain.desk.giveBack(held, answered)
      domain.clock.pass(9_000)
      expect(domain.ask('bulk', 2_000, terms)).toBeNull()
      domain.clock.pass(1_000)
      expect(domain.granted).toEqual(['bulk', 'bulk'])
    },
  },
  {
    name: 'a request without terms that are numbers keeps the known ones, and stores none that is not finite',
    run(open) {
      const domain = new DomainAtWork(open)
      domain.take('bulk', { slots: 2, delayMs: 0 })
      const none = { slots: undefined, delayMs: Number.NaN } as unknown as DomainTerms
      const token = domain.take('bulk', none)
      domain.desk.giveBack(token, { type: 'throttled', retryAfterMs: Number.NaN })
      const { slots, limit, delayMs, backoffUntil } = open().read()!
      expect([slots, limit, delayMs, backoffUntil - domain.clock.now()]).toEqual([2, 1, 0, 1_000])
    },
  },
  {
    name: 'a pause that was noted while the clock was ahead takes as long as it says, after a restart and without one',
    run(open) {
      for (const aheadMs of [600_000, 3_540_000, 3_600_000, 86_400_000])
        for (const restarts of [true, false]) {
          const domain = new DomainAtWork(open)
          const start = domain.clock.now()
          domain.clock.set(start + aheadMs)
          domain.desk.giveBack(domain.take('bulk', { slots: 1, delayMs: 5_000 }), {
            type: 'throttled',
            retryAfterMs: 8_000,
          })
          domain.clock.set(start)
          if (restarts) domain.restart()
          domain.clock.pass(7_999)
          expect(domain.ask('bulk', 0)).toMatchObject({ ok: false })
          domain.clock.pass(8_000)
          domain.desk.giveBack(domain.take('bulk'), answered)
          open().write(newDomain())
        }
    },
  },
]
