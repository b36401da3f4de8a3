import type { LaneName } from '@edgesweep/core/lane/lane.ts'
import { byLane } from '@edgesweep/core/lane/lane.ts'
import { type BrowserAnswer, type BrowserAsk, BrowserDesk } from '@edgesweep/core/permit/browser-desk.ts'
import { type BrowserState, noBrowsers, slotLeaseMs } from '@edgesweep/core/permit/browser-state.ts'
import type { PermitStorage } from '@edgesweep/core/permit/permit-storage.ts'
import { expect } from 'vitest'
import { TimerClock } from '../timer-clock.ts'
import type { PortCase } from './port-case.ts'

type OpenStorage = () => PermitStorage<BrowserState>

const limits = {
  browsers: 2,
  contexts: 2,
  reservedForLive: 2,
  launchEveryMs: 0,
  maxAgeMs: 3_600_000,
  maxUses: 500,
  maxBytes: 1_000,
}

/** The browsers' desk over a storage under test, with a clock that the test moves. */
class BrowsersAtWork {
  readonly clock = new TimerClock(Date.UTC(2026, 0, 1))
  desk: BrowserDesk
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

  /** Returns the answer within the wait of the request. */
  ask(lane: LaneName, changes: Partial<BrowserAsk> = {}): BrowserAnswer {
    const answers = this.wait(lane, changes)
    this.clock.pass(changes.patienceMs ?? 20)
    return answers[0]!
  }

  /** Requests a slot. The answer is added to the returned list when it comes. */
  wait(lane: LaneName, changes: Partial<BrowserAsk> = {}): BrowserAnswer[] {
    const answers: BrowserAnswer[] = []
    const ask = { lane, patienceMs: 20, connected: [], limits, alive: null, ...changes }
    this.desk.ask(ask, (answer) => answers.push(answer))
    return answers
  }

  /** Launches the first browser for a bulk request. Returns the token of its slot. */
  launchFirst(): string {
    const first = this.ask('bulk', { patienceMs: 0 })
    if (first.type !== 'launch') throw new Error(first.type)
    expect(this.desk.launched(first.token, 'session-1')).toBe(true)
    return first.token
  }

  #newDesk(): BrowserDesk {
    return new BrowserDesk({ storage: this.#open(), clock: this.clock })
  }
}

/** The rules of browser slots for every storage. The subject opens the storage as a new process finds it. */
export const browserStorageCases: Array<PortCase<OpenStorage>> = [
  {
    name: 'while no browser can be started, one caller at a time tries and the others are refused at once',
    run(open) {
      const browsers = new BrowsersAtWork(open)
      const pauses: number[] = []
      for (let attempt = 1; attempt <= 4; attempt++) {
        const [tries] = browsers.wait('interactive', { patienceMs: 10_000 })
        if (tries?.type !== 'launch') throw new Error(`attempt ${attempt}: ${tries?.type}`)
        const before = browsers.wait('bulk', { patienceMs: 10_000 })
        expect(before.length, 'answers while the first browser of all starts, or another try').toBe(
          attempt === 1 ? 0 : 1,
        )
        browsers.desk.notLaunched(tries.token, 5_000)
        browsers.restart()
        expect(browsers.desk.use()!.trouble).toMatchObject({ failures: attempt })
        const [refused] = browsers.wait('live', { patienceMs: 10_000 })
        if (refused?.type !== 'refused') throw new Error(refused?.type)
        expect(refused.by).toBe('launch')
        pauses.push(refused.afterMs)
        browsers.clock.pass(refused.afterMs)
      }
      expect(pauses).toEqual([5_000, 10_000, 20_000, 40_000])
      browsers.launchFirst()
      expect(browsers.desk.use()!.trouble).toBeNull()
      expect(browsers.ask('interactive')).toMatchObject({ type: 'connect' })
    },
  },
  {
    name: 'several callers share a browser, and the reserved slots stay free for the live lane',
    run(open) {
      const browsers = new BrowsersAtWork(open)
      browsers.launchFirst()
      browsers.restart()
      expect(browsers.ask('interactive')).toMatchObject({ type: 'connect', sessionId: 'session-1' })
      browsers.restart()
      expect(browsers.ask('bulk')).toMatchObject({ type: 'refused', afterMs: 500 })
      expect(browsers.ask('live')).toMatchObject({ type: 'launch' })
    },
  },
  {
    name: 'the use of browsers counts slots and waiters by lane, and is unknown before the first request',
    run(open) {
      const browsers = new BrowsersAtWork(open)
      expect(browsers.desk.use()).toBeNull()
      browsers.launchFirst()
      browsers.ask('interactive')
      browsers.restart()
      browsers.wait('bulk', { patienceMs: 2_000 })
      expect(browsers.desk.use()).toEqual({
        sessions: 1,
        mostSessions: 2,
        lent: { ...byLane(() => 0), interactive: 1, bulk: 1 },
        mostLent: 4,
        reservedForLive: 2,
        waiting: { ...byLane(() => 0), bulk: 1 },
        closing: 0,
        lost: 0,
        trouble: null,
      })
      browsers.restart()
      expect(browsers.desk.use()!.waiting.bulk, 'waiters after a restart').toBe(0)
    },
  },
  {
    name: 'the use of browsers counts lost slots, and browsers that are to be closed until they are closed',
    run(open) {
      const browsers = new BrowsersAtWork(open)
      const first = browsers.launchFirst()
      browsers.ask('interactive')
      browsers.desk.giveBack(first, true, null)
      expect(browsers.desk.use(), 'while another caller uses the broken browser').toMatchObject({ closing: 0, lost: 1 })
      browsers.clock.pass(slotLeaseMs)
      browsers.desk.renew([])
      browsers.restart()
      expect(browsers.desk.use(), 'until the broken browser is closed').toMatchObject({
        sessions: 1,
        closing: 1,
        lost: 2,
      })
      browsers.desk.closed(['session-1'])
      expect(browsers.desk.use()).toMatchObject({ sessions: 0, closing: 0, lost: 0 })
    },
  },
  {
    name: 'a browser whose slots were returned is lent again under a later token, even after a restart',
    run(open) {
      const browsers = new BrowsersAtWork(open)
      const token = browsers.launchFirst()
      browsers.desk.giveBack(token, false, null)
      browsers.restart()
      const again = browsers.ask('interactive')
      expect(again).toMatchObject({ type: 'connect', sessionId: 'session-1', close: [] })
      expect(again.type === 'connect' && again.token > token).toBe(true)
    },
  },
  {
    name: 'a request waits for a browser that is already starting',
    run(open) {
      const browsers = new BrowsersAtWork(open)
      const first = browsers.ask('live')
      if (first.type !== 'launch') throw new Error(first.type)
      browsers.restart()
      const second = browsers.wait('live', { patienceMs: 5_000 })
      expect(second).toEqual([])
      browsers.desk.launched(first.token, 'session-1')
      expect(second).toMatchObject([{ type: 'connect', sessionId: 'session-1' }])
    },
  },
  {
    name: 'a holder keeps a slot by renewals until it returns the slot',
    run(open) {
      const browsers = new BrowsersAtWork(open)
      const token = browsers.launchFirst()
      browsers.clock.pass(slotLeaseMs - 1)
      browsers.restart()
      expect(browsers.desk.renew([token, 'another'])).toEqual([token])
      browsers.clock.pass(slotLeaseMs - 1)
      browsers.restart()
      expect(browsers.desk.renew([token])).toEqual([token])
      browsers.desk.giveBack(token, false, null)
      browsers.restart()
      expect(browsers.desk.renew([token])).toEqual([])
      expect(browsers.ask('bulk')).toMatchObject({ type: 'connect' })
    },
  },
  {
    name: 'a browser is closed and replaced after the holder of one of its slots died',
    run(open) {
      const browsers = new BrowsersAtWork(open)
      browsers.launchFirst()
      browsers.restart()
      browsers.clock.pass(2 * slotLeaseMs)
      expect(browsers.ask('bulk')).toMatchObject({ type: 'launch', close: ['session-1'] })
    },
  },
  ...(
    [
      ['broken', true, null],
      ['over its memory limit', false, 1_001],
    ] as const
  ).map(
    ([how, broken, bytes]): PortCase<OpenStorage> => ({
      name: `the holder that returns a browser ${how} must close it, and it is not lent again`,
      run(open) {
        const browsers = new BrowsersAtWork(open)
        const token = browsers.launchFirst()
        expect(browsers.desk.giveBack(token, broken, bytes)).toEqual(['session-1'])
        expect(browsers.desk.giveBack(token, broken, bytes), 'only one caller gets the order to close it').toEqual([])
        browsers.desk.closed(['session-1'])
        browsers.restart()
        expect(browsers.ask('bulk')).toMatchObject({ type: 'launch', close: [] })
      },
    }),
  ),
  {
    name: 'a holder keeps its slot for another page only while nobody waits',
    run(open) {
      const browsers = new BrowsersAtWork(open)
      const token = browsers.launchFirst()
      browsers.restart()
      expect(browsers.desk.keep(token)).toBe(true)
      browsers.ask('interactive')
      browsers.wait('bulk', { patienceMs: 1_000 })
      expect(browsers.desk.keep(token)).toBe(false)
      expect(browsers.desk.keep('another')).toBe(false)
    },
  },
  {
    name: 'a failed launch delays the next one by the pause, and a later start of that browser is refused',
    run(open) {
      const browsers = new BrowsersAtWork(open)
      browsers.desk.giveBack(browsers.launchFirst(), false, null)
      const others = [browsers.ask('live'), browsers.ask('live'), browsers.ask('live')]
      const launching = others.find(({ type }) => type === 'launch')
      if (launching?.type !== 'launch') throw new Error('no second browser')
      browsers.desk.notLaunched(launching.token, 60_000)
      browsers.restart()
      expect(browsers.ask('live')).toMatchObject({ type: 'refused', afterMs: 500 })
      expect(browsers.desk.launched(launching.token, 'session-2'), 'the launcher holds its slot').toBe(false)
    },
  },
  {
    name: 'a session that the platform no longer lists is dropped with its slots',
    run(open) {
      const browsers = new BrowsersAtWork(open)
      browsers.launchFirst()
      browsers.clock.pass(5_000)
      browsers.restart()
      expect(browsers.ask('bulk', { alive: [] })).toMatchObject({ type: 'launch', close: [] })
    },
  },
  {
    name: 'leases, pauses and orders to close that began while the clock was ahead keep their length',
    run(open) {
      for (const aheadMs of [60_000, 3_600_000])
        for (const restarts of [true, false]) {
          const browsers = new BrowsersAtWork(open)
          const start = browsers.clock.now()
          browsers.clock.set(start + aheadMs)
          const token = browsers.launchFirst()
          expect(browsers.desk.giveBack(token, true, null), 'the first order to close it').toEqual(['session-1'])
          browsers.clock.set(start)
          if (restarts) browsers.restart()
          browsers.desk.closed([])
          browsers.clock.pass(29_999)
          expect(browsers.desk.giveBack('nobody', false, null)).toEqual([])
          browsers.clock.pass(1)
          expect(browsers.desk.giveBack('nobody', false, null), 'the second order').toEqual(['session-1'])
          browsers.desk.closed(['session-1'])
          const again = browsers.ask('bulk', { patienceMs: 0 })
          expect(again.type).toBe('launch')
          if (again.type === 'launch') browsers.desk.notLaunched(again.token, Number.NaN)
          expect(open().read()!.launchableAt - browsers.clock.now()).toBe(2_000)
          open().write(noBrowsers(limits))
        }
    },
  },
  {
    name: 'a limit that is not a number leaves the known one, and the first request needs a number for each limit',
    run(open) {
      const browsers = new BrowsersAtWork(open)
      const broken = { ...limits, browsers: Number.NaN }
      expect(() => browsers.ask('bulk', { limits: broken })).toThrow('the browser limit "browsers" is NaN')
      expect(open().read()).toBeNull()
      browsers.launchFirst()
      browsers.ask('bulk', { limits: broken })
      expect(open().read()!.limits).toEqual(limits)
    },
  },
]
