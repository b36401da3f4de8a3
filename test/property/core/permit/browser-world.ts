import { type LaneName, lanes } from '@edgesweep/core/lane/lane.ts'
import { type BrowserAnswer, BrowserDesk } from '@edgesweep/core/permit/browser-desk.ts'
import { holdsSlot } from '@edgesweep/core/permit/browser-permits.ts'
import { type BrowserLimits, type BrowserState, noBrowsers, slotLeaseMs } from '@edgesweep/core/permit/browser-state.ts'
import { heldByKey } from '@edgesweep/core/permit/key-turns.ts'
import { expect } from 'vitest'
import { TimerClock } from '../../../support/timer-clock.ts'

/** In ms: the maximum time for a start, the time until the platform's list shows a session, and the pause before a repeated close. */
const launchMs = 30_000
const listedAfterMs = 5_000
const closeAgainMs = 30_000

/** A browser as its users know it. `token` is the launcher's. */
interface Session {
  id: string
  token: string
  bornAt: number
  up: boolean
  uses: number
  worn: boolean
  /** The launcher must close the browser: it started too late, or was worn before the platform's list had it. */
  uncounted: boolean
}

/** A caller that asks for a slot. `until` is the end of its lease, 0 without one. `retryAt` is the time that a refusal names. */
export interface Asker {
  token: string
  lane: LaneName
  keyId: string
  connected: string[]
  patience: number
  answer: 'connect' | 'launch' | 'refused' | null
  session: Session | null
  until: number
  retryAt: number
}

/** The browsers' desk, the platform and the callers. It checks each step against all earlier answers. */
export class BrowserWorld {
  readonly #clock = new TimerClock(1_000_000)
  /** The last state that the desk stored. */
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
  /** The browsers that run on the platform, held or not. */
  readonly running = new Set<string>()
  readonly closed: string[] = []
  /** Browsers whose launcher died before it reported them: since when they run. */
  readonly strays = new Map<string, number>()
  /** An idle browser of another program of the account. */
  foreign = { sessionId: 'session-of-another', ageMs: 500_000 }
  /** Sessions that a caller must close and has not closed yet. */
  readonly #due = new Set<string>()
  #listed: { at: number; ids: string[] } = { at: 0, ids: [] }
  readonly #announced = new Map<string, number>()
  #lastLaunchAt = Number.NEGATIVE_INFINITY
  #launchableAt = 0
  /** Launches that failed since one succeeded. */
  #failures = 0

  constructor(limits: BrowserLimits) {
    this.limits = limits
    this.state = noBrowsers(limits)
  }

  get now(): number {
    return this.#clock.now()
  }

  /** Reads the platform's list of sessions for the requests of the next 5 s. */
  list(): void {
    this.#listed = { at: this.now, ids: [...this.running] }
  }

  /** Asks for a slot. With `reads` the request carries the platform's list, if it was just read. */
  ask(lane: LaneName, patienceMs: number, reads: boolean, connected: string[] = [], keyId = ''): Asker {
    const token = String(this.askers.length + 1).padStart(12, '0')
    const patience = this.now + patienceMs
    const asker: Asker = { token, lane, keyId, connected, patience, answer: null, session: null, until: 0, retryAt: 0 }
    this.askers.push(asker)
    const { at, ids } = this.#listed
    const alive = reads && this.now - at < listedAfterMs ? ids : null
    if (alive) this.#forget(alive)
    const idle = alive ? [this.foreign, ...this.#idle(alive)] : []
    const ask = { lane, keyId, patienceMs, connected, limits: this.limits, alive, idle }
    const given = this.#step(() => this.#desk.ask(ask, (answer) => this.#answered(asker, answer)))
    expect(given, 'the next greater token').toBe(token)
    return asker
  }

  /** The asker's browser starts, but the asker dies before it reports it. */
  launcherDies(asker: Asker): void {
    if (asker.answer !== 'launch' || asker.session!.up || asker.until <= this.now || this.strays.has(asker.session!.id))
      return
    asker.session!.uncounted = true
    this.running.add(asker.session!.id)
    this.strays.set(asker.session!.id, this.now)
  }

  /** Reports the start of the asker's browser. False when it started too late. */
  launched(asker: Asker): boolean {
    if (asker.answer !== 'launch' || asker.session!.up || this.strays.has(asker.session!.id)) return false
    const { session } = asker
    const inTime = asker.until > this.now && !session!.worn
    session!.up = true
    if (inTime) {
      this.#failures = 0
      session!.bornAt = this.now
      asker.until = Math.max(asker.until, this.now + slotLeaseMs)
    }
    this.running.add(session!.id)
    if (!inTime) Object.assign(session!, { worn: true, uncounted: true })
    const holds = this.#step(() => this.#desk.launched(asker.token, session!.id))
    if (inTime) expect(holds).toBe(true)
    return holds
  }

  /** `mayRun`: the launcher does not know whether its browser has started. */
  launchFailed(asker: Asker, pauseMs: number, mayRun = false): void {
    if (asker.answer !== 'launch' || asker.session!.up || this.strays.has(asker.session!.id)) return
    this.#failures += 1
    this.#launchableAt = Math.max(this.#launchableAt, this.now + pauseMs)
    asker.session!.worn = true
    asker.until = 0
    this.#step(() => this.#desk.notLaunched(asker.token, pauseMs, mayRun))
  }

  renew(asker: Asker): void {
    if (asker.session && this.strays.has(asker.session.id)) return
    if (asker.until > this.now) asker.until = this.now + slotLeaseMs
    const kept = this.#step(() => this.#desk.renew([asker.token]))
    expect(kept).toEqual(asker.until > this.now ? [asker.token] : [])
  }

  /** The holder asks to read another page in its slot. */
  keep(asker: Asker): void {
    if (!holdsSlot(this.state, asker.token) || !asker.session!.up) return
    const mayKeep = this.waiting().length === 0 && !this.#knownWorn(asker.session!)
    if (mayKeep) asker.session!.uses += 1
    const keeps = this.#step(() => this.#desk.keep(asker.token))
    const holds = asker.until > this.now
    expect(keeps, 'a slot is kept only under its lease, without waiters and in an unworn browser').toBe(
      mayKeep && holds,
    )
  }

  giveBack(asker: Asker, broken: boolean, bytes: number | null): void {
    if (asker.answer === null || (asker.session && this.strays.has(asker.session.id))) return
    // A late return still counts if the desk has not noticed the expiry.
    if (holdsSlot(this.state, asker.token)) {
      asker.until = 0
      const { session } = asker
      if (broken || (bytes ?? 0) > this.limits.maxBytes || !session!.up) session!.worn = true
    }
    const close = this.#step(() => this.#desk.giveBack(asker.token, broken, bytes))
    this.#orderClosing(close)
  }

  /** Closes the due sessions, unless their caller dies before. */
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

  /** Advances the clock and fires the timers of the desk. */
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
    expect(asker.answer, 'an earlier answer to the same request').toBeNull()
    asker.answer = answer.type
    if (answer.type === 'refused') {
      const warm = this.sessions.filter(
        ({ id, up, worn }) => up && !worn && this.state.sessions.some((one) => one.sessionId === id),
      )
      if (answer.by === 'launch') expect([this.#failures > 0, warm], 'a failed launch, no browser').toEqual([true, []])
      else expect(asker.patience, 'a refusal comes at the end of the wait').toBe(this.now)
      expect(answer.afterMs).toBeGreaterThan(0)
      asker.retryAt = this.now + answer.afterMs
    } else {
      expect(answer.token).toBe(asker.token)
      if (answer.type === 'launch') this.#launches(asker)
      else this.#connects(asker, answer.sessionId)
    }
    this.#orderClosing(answer.close)
  }

  /** Records that a caller must close these sessions. */
  #orderClosing(close: string[]): void {
    for (const id of close) {
      const orderedAt = this.#announced.get(id) ?? Number.NEGATIVE_INFINITY
      expect(this.now - orderedAt, 'the time since the last order to close it').toBeGreaterThanOrEqual(closeAgainMs)
      expect(this.closed, 'the closed sessions').not.toContain(id)
      const session = this.sessions.find((one) => one.id === id)!
      expect(session.worn, 'only a worn session is closed').toBe(true)
      expect(this.#holders(session), 'holders of a session to close').toEqual([])
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
      expect(this.#holders(session), 'a starting browser has no free slot').toHaveLength(this.limits.contexts)
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
    expect(session.worn, 'a worn session is lent').toBe(false)
    const hasRoom = (one: Session) => one.up && !one.worn && this.#holders(one).length < this.limits.contexts
    const own = this.sessions.filter((one) => asker.connected.includes(one.id) && hasRoom(one) && this.#isKnown(one))
    if (own.length > 0) expect(asker.connected, 'the caller is connected to the session').toContain(sessionId)
    this.#lend(asker, session, slotLeaseMs)
  }

  #lend(asker: Asker, session: Session, leaseMs: number): void {
    const rivals = this.waiting().filter(({ lane, keyId }) => lane === asker.lane && keyId !== asker.keyId)
    for (const { keyId } of rivals)
      expect(this.#heldBy(asker.keyId), `slots of "${asker.keyId}"`).toBeLessThanOrEqual(this.#heldBy(keyId))
    const holders = this.#holders(session)
    expect(holders.length).toBeLessThan(this.limits.contexts)
    const { browsers, contexts, reservedForLive } = this.limits
    const others = this.askers.filter(({ until, lane }) => until > this.now && !lanes[lane].mayUseReservedSlots).length
    if (!lanes[asker.lane].mayUseReservedSlots)
      expect(others).toBeLessThan(Math.max(1, browsers * contexts - reservedForLive))
    Object.assign(asker, { session, until: this.now + leaseMs })
    session.uses += 1
    // The desk serves all waiters before it checks the uses, so they may exceed the limit by one browser's slots.
    expect(session.uses).toBeLessThan(this.limits.maxUses + contexts)
  }

  /** Marks sessions as worn by lost leases, age and uses. */
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

  /** Drops the sessions that are gone from the platform's list, with their slots. */
  #forget(alive: string[]): void {
    for (const session of this.sessions) {
      if (session.worn && !alive.includes(session.id)) session.uncounted = true
      if (!session.up || alive.includes(session.id) || this.now - session.bornAt < listedAfterMs) continue
      for (const asker of this.#holders(session)) asker.until = 0
      session.worn = true
    }
  }

  /** The listed browsers to which nobody is connected, with their age. */
  #idle = (listed: string[]) =>
    listed.flatMap((sessionId) => {
      const session = this.sessions.find(({ id }) => id === sessionId)!
      const since = this.strays.get(sessionId) ?? (this.#holders(session).length === 0 ? session.bornAt : null)
      return since === null ? [] : { sessionId, ageMs: this.now - since }
    })

  #holders = (session: Session): Asker[] =>
    this.askers.filter((asker) => asker.session === session && asker.until > this.now)

  /** The slots that a key holds, as the desk knows them before its present step. */
  #heldBy = (keyId: string): number => this.#counts().get(keyId) ?? 0

  #counts = () => heldByKey(this.askers.filter(({ until }) => until > this.now))

  /** Whether the desk has noticed that the session is worn: it checks only when it is called. */
  #knownWorn = ({ id }: Session): boolean => this.state.sessions.find(({ sessionId }) => sessionId === id)?.worn ?? true

  #isKnown = ({ id }: Session): boolean => this.state.sessions.some(({ sessionId }) => sessionId === id)

  #check(): void {
    for (const { patience } of this.waiting())
      expect(patience, 'the end of the wait of a waiter').toBeGreaterThan(this.now)
    const { sessions } = this.state
    const { browsers, contexts } = this.limits
    expect(sessions.filter(({ closingSince }) => closingSince === null).length).toBeLessThanOrEqual(browsers)
    const slots = sessions.flatMap((session) => [...session.slots])
    expect(slots.length, 'all slots, lost ones too').toBeLessThanOrEqual(browsers * contexts)
    const held = slots.flatMap(([token, { lost }]) => (lost ? [] : [token]))
    const holding = this.askers.filter(({ until }) => until > this.now).map(({ token }) => token)
    expect(held.sort(), 'the tokens that hold a slot').toEqual(holding)
    for (const session of sessions) expect(session.slots.size).toBeLessThanOrEqual(contexts)
    const known = new Set(sessions.map(({ sessionId }) => sessionId))
    const counted = this.sessions.filter(({ id, uncounted }) => this.running.has(id) && !uncounted)
    const lost = counted.filter(({ id }) => !known.has(id))
    expect(lost, 'running browsers that the desk does not know').toEqual([])
  }
}
