import { type LaneName, lanes } from '@edgesweep/core/lane/lane.ts'
import { type BrowserAnswer, BrowserDesk } from '@edgesweep/core/permit/browser-desk.ts'
import {
  type BrowserLimits,
  type BrowserState,
  holdsSlot,
  noBrowsers,
  slotLeaseMs,
} from '@edgesweep/core/permit/browser-permits.ts'
import { expect } from 'vitest'
import { TimerClock } from '../../../support/timer-clock.ts'

/** How long a browser may take to come up, and for how long the platform's list may not have it yet. */
const launchMs = 30_000
const listedAfterMs = 5_000
const closeAgainMs = 30_000

/** A browser as its users know it: `token` launched it. */
interface Session {
  id: string
  token: string
  bornAt: number
  up: boolean
  uses: number
  worn: boolean
  /** It is its launcher's to close: it came up too late, or was worn out before the platform's list had it. */
  uncounted: boolean
}

/** One who asks; `sessionId` once it has a slot. `until`: the end of its lease, 0 when it has none. */
export interface Asker {
  token: string
  lane: LaneName
  connected: string[]
  patience: number
  answer: 'connect' | 'launch' | 'refused' | null
  session: Session | null
  until: number
  told: number
}

/** The browsers' desk, the platform that runs them, and those who borrow them. Every step is checked against what they were told. */
export class BrowserWorld {
  readonly #clock = new TimerClock(1_000_000)
  /** As the desk stored it last. */
  state: BrowserState
  readonly limits: BrowserLimits
  readonly #desk = new BrowserDesk({
    storage: {
      read: () => null,
      write: (state) => {
        this.state = state
      },
    },
    clock: this.#clock,
  })
  readonly askers: Asker[] = []
  readonly sessions: Session[] = []
  /** Browsers that run on the platform, whoever holds them. */
  readonly running = new Set<string>()
  readonly closed: string[] = []
  /** Sessions that somebody was told to close, and has not closed yet. */
  readonly #due = new Set<string>()
  #listed: { at: number; ids: string[] } = { at: 0, ids: [] }
  readonly #announced = new Map<string, number>()
  #lastLaunchAt = Number.NEGATIVE_INFINITY
  #launchableAt = 0

  constructor(limits: BrowserLimits) {
    this.limits = limits
    this.state = noBrowsers(limits)
  }

  get now(): number {
    return this.#clock.now()
  }

  /** Reads the platform's list of sessions, for those who ask in the next seconds. */
  list(): void {
    this.#listed = { at: this.now, ids: [...this.running] }
  }

  /** Asks, with the platform's list where it is known. */
  ask(lane: LaneName, patienceMs: number, reads: boolean, connected: string[] = []): Asker {
    const token = String(this.askers.length + 1).padStart(12, '0')
    const patience = this.now + patienceMs
    const asker: Asker = { token, lane, connected, patience, answer: null, session: null, until: 0, told: 0 }
    this.askers.push(asker)
    const { at, ids } = this.#listed
    const alive = reads && this.now - at < listedAfterMs ? ids : null
    if (alive) this.#forget(alive)
    const ask = { lane, patienceMs, connected, limits: this.limits, alive }
    const given = this.#step(() => this.#desk.ask(ask, (answer) => this.#answered(asker, answer)))
    expect(given, 'tokens grow').toBe(token)
    return asker
  }

  /** The browser that the asker was told to launch is up; false when it came too late. */
  launched(asker: Asker): boolean {
    if (asker.answer !== 'launch' || asker.session!.up) return false
    const { session } = asker
    const inTime = asker.until > this.now && !session!.worn
    session!.up = true
    if (inTime) {
      session!.bornAt = this.now
      asker.until = Math.max(asker.until, this.now + slotLeaseMs)
    }
    this.running.add(session!.id)
    if (!inTime) Object.assign(session!, { worn: true, uncounted: true })
    const holds = this.#step(() => this.#desk.launched(asker.token, session!.id))
    if (inTime) expect(holds).toBe(true)
    return holds
  }

  launchFailed(asker: Asker, pauseMs: number): void {
    if (asker.answer !== 'launch' || asker.session!.up) return
    this.#launchableAt = Math.max(this.#launchableAt, this.now + pauseMs)
    asker.session!.worn = true
    asker.until = 0
    this.#step(() => this.#desk.notLaunched(asker.token, pauseMs))
  }

  renew(asker: Asker): void {
    if (asker.until > this.now) asker.until = this.now + slotLeaseMs
    const kept = this.#step(() => this.#desk.renew([asker.token]))
    expect(kept).toEqual(asker.until > this.now ? [asker.token] : [])
  }

  /** The holder would read another page in its slot. */
  keep(asker: Asker): void {
    if (!holdsSlot(this.state, asker.token) || !asker.session!.up) return
    const mayKeep = this.waiting().length === 0 && !this.#knownWorn(asker.session!)
    if (mayKeep) asker.session!.uses += 1
    const keeps = this.#step(() => this.#desk.keep(asker.token))
    expect(keeps, 'others come first, and what is worn is let go').toBe(mayKeep)
    if (keeps) expect(holdsSlot(this.state, asker.token)).toBe(asker.until > this.now)
  }

  giveBack(asker: Asker, broken: boolean, bytes: number | null): void {
    if (asker.answer === null) return
    // One that comes back late, but before anybody noticed, has come back.
    if (holdsSlot(this.state, asker.token)) {
      asker.until = 0
      const { session } = asker
      if (broken || (bytes ?? 0) > this.limits.maxBytes || !session!.up) session!.worn = true
    }
    const close = this.#step(() => this.#desk.giveBack(asker.token, broken, bytes))
    this.#told(close)
  }

  /** The sessions that somebody was told to close are closed, or are not when it dies before. */
  close(dies: boolean): void {
    const due = [...this.#due]
    this.#due.clear()
    if (dies || due.length === 0) return
    for (const id of due) {
      this.running.delete(id)
      this.closed.push(id)
    }
    this.#step(() => this.#desk.closed(due))
  }

  /** Time passes. The desk hears of it when it asked to. */
  pass(ms: number): void {
    const until = this.now + ms
    while (this.#clock.nextAt !== null && this.#clock.nextAt <= until) {
      const next = this.#clock.nextAt
      this.#wear(next)
      this.#clock.pass(next - this.now)
      this.#check()
    }
    this.#clock.pass(until - this.now)
  }

  waiting = (): Asker[] => this.askers.filter(({ answer }) => answer === null)

  #step<T>(call: () => T): T {
    this.#wear(this.now)
    const answer = call()
    this.#check()
    return answer
  }

  #answered(asker: Asker, answer: BrowserAnswer): void {
    expect(asker.answer, 'one answer to an ask').toBeNull()
    asker.answer = answer.type
    if (answer.type === 'refused') {
      expect(asker.patience, 'refused at the end of its patience').toBe(this.now)
      expect(answer.afterMs).toBeGreaterThan(0)
      asker.told = this.now + answer.afterMs
    } else {
      expect(answer.token).toBe(asker.token)
      if (answer.type === 'launch') this.#launches(asker)
      else this.#connects(asker, answer.sessionId)
    }
    this.#told(answer.close)
  }

  /** Somebody is told to close these sessions. */
  #told(close: string[]): void {
    for (const id of close) {
      const told = this.#announced.get(id) ?? Number.NEGATIVE_INFINITY
      expect(this.now - told, 'announced again only after a while').toBeGreaterThanOrEqual(closeAgainMs)
      expect(this.closed, 'closed once').not.toContain(id)
      const session = this.sessions.find((one) => one.id === id)!
      expect(session.worn, 'only what is worn is closed').toBe(true)
      expect(this.#holders(session), 'closed when its last slot is back').toEqual([])
      this.#announced.set(id, this.now)
      this.#due.add(id)
    }
  }

  #launches(asker: Asker): void {
    expect(this.now - this.#lastLaunchAt).toBeGreaterThanOrEqual(this.limits.launchEveryMs)
    expect(this.now).toBeGreaterThanOrEqual(this.#launchableAt)
    this.#lastLaunchAt = this.now
    const comingUp = this.sessions.filter((session) => !session.up && !session.worn)
    for (const session of comingUp)
      expect(this.#holders(session), 'one comes up with room').toHaveLength(this.limits.contexts)
    expect(this.state.sessions.length).toBeLessThanOrEqual(this.limits.browsers)
    const session = {
      id: `session-${asker.token}`,
      token: asker.token,
      bornAt: this.now,
      up: false,
      uses: 0,
      worn: false,
      uncounted: false,
    }
    this.sessions.push(session)
    this.#lend(asker, session, launchMs)
  }

  #connects(asker: Asker, sessionId: string): void {
    const session = this.sessions.find(({ id }) => id === sessionId)!
    expect(session.up).toBe(true)
    expect(session.worn, 'what is worn is not lent again').toBe(false)
    const hasRoom = (one: Session) => one.up && !one.worn && this.#holders(one).length < this.limits.contexts
    const own = this.sessions.filter((one) => asker.connected.includes(one.id) && hasRoom(one) && this.#isKnown(one))
    if (own.length > 0) expect(asker.connected, 'where it is connected already').toContain(sessionId)
    this.#lend(asker, session, slotLeaseMs)
  }

  #lend(asker: Asker, session: Session, leaseMs: number): void {
    const holders = this.#holders(session)
    expect(holders.length).toBeLessThan(this.limits.contexts)
    const { browsers, contexts, reservedForLive } = this.limits
    const others = this.askers.filter(({ until, lane }) => until > this.now && !lanes[lane].mayUseReservedSlots).length
    if (!lanes[asker.lane].mayUseReservedSlots)
      expect(others).toBeLessThan(Math.max(1, browsers * contexts - reservedForLive))
    Object.assign(asker, { session, until: this.now + leaseMs })
    session.uses += 1
    // Those who wait are served together, and then it is looked at.
    expect(session.uses).toBeLessThan(this.limits.maxUses + contexts)
  }

  /** What makes a session unfit, by what has happened to it. */
  #wear(now: number): void {
    for (const asker of this.askers) {
      if (asker.until === 0 || asker.until > now) continue
      asker.until = 0
      asker.session!.worn = true
    }
    for (const session of this.sessions) {
      if (now - session.bornAt > this.limits.maxAgeMs || session.uses >= this.limits.maxUses) session.worn = true
    }
  }

  /** Sessions that are gone from the platform's list are forgotten, with their slots. */
  #forget(alive: string[]): void {
    for (const session of this.sessions) {
      if (session.worn && !alive.includes(session.id)) session.uncounted = true
      if (!session.up || alive.includes(session.id) || this.now - session.bornAt < listedAfterMs) continue
      for (const asker of this.#holders(session)) asker.until = 0
      session.worn = true
    }
  }

  #holders = (session: Session): Asker[] =>
    this.askers.filter((asker) => asker.session === session && asker.until > this.now)

  /** As the browsers have noticed: by time alone nobody is told. */
  #knownWorn = ({ id }: Session): boolean => this.state.sessions.find(({ sessionId }) => sessionId === id)?.worn ?? true

  #isKnown = ({ id }: Session): boolean => this.state.sessions.some(({ sessionId }) => sessionId === id)

  #check(): void {
    for (const { patience } of this.waiting()) expect(patience, 'nobody waits beyond it').toBeGreaterThan(this.now)
    const { sessions } = this.state
    const { browsers, contexts } = this.limits
    expect(sessions.filter(({ closingSince }) => closingSince === null).length).toBeLessThanOrEqual(browsers)
    const slots = sessions.flatMap((session) => [...session.slots])
    expect(slots.length, 'what may still be open counts').toBeLessThanOrEqual(browsers * contexts)
    const held = slots.flatMap(([token, { lost }]) => (lost ? [] : [token]))
    const holding = this.askers.filter(({ until }) => until > this.now).map(({ token }) => token)
    expect(held.sort(), 'lent to those who hold it').toEqual(holding)
    for (const session of sessions) expect(session.slots.size).toBeLessThanOrEqual(contexts)
    const known = new Set(sessions.map(({ sessionId }) => sessionId))
    const counted = this.sessions.filter(({ id, uncounted }) => this.running.has(id) && !uncounted)
    const lost = counted.filter(({ id }) => !known.has(id))
    expect(lost, 'no browser that runs is forgotten').toEqual([])
  }
}
