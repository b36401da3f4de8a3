import type { Lane } from '@edgesweep/core/lane/lane.ts'
import {
  type BrowserLimits,
  type BrowserState,
  borrowBrowser,
  browserLaunched,
  forgetDeadSessions,
  maxSessionUses,
  renewBrowser,
  returnBrowser,
  sessionLeaseMs,
} from '@edgesweep/core/permit/browser-permits.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'

interface Loan {
  token: string
  lane: Lane
  until: number
  sessionId: string | null
}

/** The browsers and those who borrow them; every step is checked against what they were told. */
class BrowserWorld {
  now = 1_000_000
  readonly state: BrowserState = { sessions: [], lastLaunchAt: 0 }
  readonly limits: BrowserLimits
  readonly loans: Loan[] = []
  readonly closed: string[] = []
  /** Browsers that run: launched and not closed, whoever holds them. */
  readonly open = new Set<string>()
  #lastLaunchAt = Number.NEGATIVE_INFINITY

  constructor(limits: BrowserLimits) {
    this.limits = limits
  }

  borrow(lane: Lane): string {
    const token = `token-${this.loans.length}`
    const lost = this.loans.filter((loan) => loan.sessionId !== null && loan.until > 0 && loan.until <= this.now)
    const decision = borrowBrowser(this.state, lane, token, this.limits, this.now)
    for (const sessionId of decision.close) {
      expect(this.closed, 'closed once').not.toContain(sessionId)
      this.closed.push(sessionId)
      expect(this.open.delete(sessionId)).toBe(true)
    }
    for (const loan of lost) {
      expect(decision.close, 'a browser whose holder died is closed').toContain(loan.sessionId)
      loan.until = 0
    }
    if (decision.type === 'wait') expect(decision.until).toBeGreaterThan(this.now)
    if (decision.type === 'connect') {
      expect(this.closed).not.toContain(decision.sessionId)
      const holders = this.loans.filter((loan) => loan.sessionId === decision.sessionId && loan.until > this.now)
      expect(holders, 'lent to one at a time').toEqual([])
      this.loans.push({ token, lane, until: this.now + sessionLeaseMs, sessionId: decision.sessionId })
    }
    if (decision.type === 'launch') {
      expect(this.now - this.#lastLaunchAt).toBeGreaterThanOrEqual(this.limits.launchEveryMs)
      this.#lastLaunchAt = this.now
      this.loans.push({ token, lane, until: this.now + sessionLeaseMs, sessionId: null })
    }
    this.check()
    return decision.type
  }

  launched(loan: Loan): void {
    if (loan.sessionId !== null || loan.until === 0) return
    const sessionId = `session-${loan.token}`
    if (!browserLaunched(this.state, loan.token, sessionId)) {
      expect(loan.until, 'refused only when its lease ran out').toBeLessThanOrEqual(this.now)
      return
    }
    loan.sessionId = sessionId
    this.open.add(sessionId)
  }

  renew(loan: Loan): void {
    const kept = renewBrowser(this.state, loan.token, this.now)
    if (loan.until > this.now) expect(kept).toBe(true)
    if (kept) loan.until = this.now + sessionLeaseMs
  }

  giveBack(loan: Loan, broken: boolean): void {
    const isHeld = this.state.sessions.some((session) => session.lease?.token === loan.token)
    returnBrowser(this.state, loan.token, broken)
    if (isHeld && broken && loan.sessionId !== null) this.open.delete(loan.sessionId)
    if (isHeld) loan.until = 0
    this.check()
  }

  check(): void {
    const { browsers, reservedForLive } = this.limits
    const { sessions } = this.state
    expect(sessions.length).toBeLessThanOrEqual(browsers)
    const lent = sessions.filter((session) => session.lease && session.lease.lane !== 'live')
    expect(lent.length).toBeLessThanOrEqual(browsers - reservedForLive)
    const known = sessions.flatMap((session) => session.sessionId ?? [])
    expect(known.toSorted(), 'no browser is forgotten').toEqual([...this.open].sort())
    for (const session of sessions) expect(session.uses).toBeLessThanOrEqual(maxSessionUses)
  }
}

const lane = fc.constantFrom('live' as const, 'interactive' as const, 'bulk' as const)
const limits = fc
  .record({ browsers: fc.integer({ min: 1, max: 4 }), reserved: fc.nat(3), launchEveryMs: fc.constantFrom(0, 1_000) })
  .map(({ browsers, reserved, launchEveryMs }) => ({
    browsers,
    reservedForLive: Math.min(reserved, browsers - 1),
    launchEveryMs,
  }))
const pick = fc.nat(1_000)
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('borrow' as const), lane }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('launched' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('renew' as const), pick }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('return' as const), pick, broken: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(16_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constant(31 * 60_000) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

function run(given: BrowserLimits, steps: Step[]): BrowserWorld {
  const world = new BrowserWorld(given)
  for (const one of steps) {
    if (one.do === 'borrow') world.borrow(one.lane)
    if (one.do === 'pass') world.now += one.ms
    // The last loans are the ones with something left to happen.
    const loan =
      'pick' in one ? world.loans.at(-1 - (one.pick % Math.max(1, Math.min(6, world.loans.length)))) : undefined
    if (loan && one.do === 'launched') world.launched(loan)
    if (loan && one.do === 'renew') world.renew(loan)
    if (loan && one.do === 'return') world.giveBack(loan, one.broken)
  }
  return world
}

const steps = fc.array(step, { maxLength: 80 })

test('browsers stay within their number, live keeps its share, and none is lent twice or after its holder died', () => {
  fc.assert(
    fc.property(limits, steps, (given, taken) => {
      run(given, taken)
    }),
    { numRuns: 800 },
  )
})

test('whoever waits as told gets a browser, even when every other holder has died', () => {
  fc.assert(
    fc.property(limits, steps, lane, (given, taken, who) => {
      const world = run(given, taken)
      const patience = world.now + 2 * sessionLeaseMs
      while (world.borrow(who) === 'wait') {
        world.now += 500
        expect(world.now).toBeLessThan(patience)
      }
    }),
    { numRuns: 300 },
  )
})

test('a browser that was used 500 times is replaced', () => {
  const world = new BrowserWorld({ browsers: 1, reservedForLive: 0, launchEveryMs: 0 })
  for (let use = 0; use < maxSessionUses; use++) {
    expect(world.borrow('bulk')).toBe(use === 0 ? 'launch' : 'connect')
    const loan = world.loans.at(-1)!
    world.launched(loan)
    world.giveBack(loan, false)
  }
  expect(world.borrow('bulk')).toBe('launch')
  expect(world.closed).toEqual(['session-token-0'])
})

test('a session that the platform no longer has is forgotten, lent or not, but not one that may be too young for its list', () => {
  const lease = { token: 'a', lane: 'bulk' as const, expiresAt: 60_000 }
  const old = { sessionId: 'old', bornAt: 0, uses: 1, lease }
  const state = {
    sessions: [
      old,
      { ...old, sessionId: 'gone' },
      { ...old, sessionId: 'young', bornAt: 9_000 },
      { ...old, sessionId: null },
    ],
    lastLaunchAt: 0,
  }
  forgetDeadSessions(state, ['old'], 10_000)
  expect(state.sessions.map((session) => session.sessionId)).toEqual(['old', 'young', null])
})
