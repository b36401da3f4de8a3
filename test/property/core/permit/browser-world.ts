import type { Lane } from '@edgesweep/core/lane/lane.ts'
import {
  applyToBrowsers,
  type BrowserInput,
  type BrowserLimits,
  type BrowserState,
  holdsSlot,
  keepsSlot,
  nextBrowserTime,
  noBrowsers,
  slotLeaseMs,
  takeClosing,
} from '@edgesweep/core/permit/browser-permits.ts'
import { issueToken } from '@edgesweep/core/permit/domain-permits.ts'
import { expect } from 'vitest'

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
  lane: Lane
  connected: string[]
  patience: number
  answer: 'connect' | 'launch' | 'refused' | null
  session: Session | null
  until: number
  told: number
}

/** The browsers, the platform that runs them, and those who borrow them; every step is checked against what they were told. */
export class BrowserWorld {
  now = 1_000_000
  readonly state: BrowserState
  readonly limits: BrowserLimits
  readonly askers: Asker[] = []
  readonly sessions: Session[] = []
  /** Browsers that run on the platform, whoever holds them. */
  readonly running = new Set<string>()
  readonly closed: string[] = []
  #listed: { at: number; ids: string[] } = { at: 0, ids: [] }
  readonly #announced = new Map<string, number>()
  #lastLaunchAt = Number.NEGATIVE_INFINITY
  #launchableAt = 0

  constructor(limits: BrowserLimits) {
    this.limits = limits
    this.state = noBrowsers(limits)
  }

  /** Reads the platform's list of sessions, for those who ask in the next seconds. */
  list(): void {
    this.#listed = { at: this.now, ids: [...this.running] }
  }

  /** Asks, with the platform's list where it is known. */
  ask(lane: Lane, patienceMs: number, reads: boolean, connected: string[] = []): Asker {
    const token = issueToken(this.state)
    const patience = this.now + patienceMs
    this.askers.push({ token, lane, connected, patience, answer: null, session: null, until: 0, told: 0 })
    const { at, ids } = this.#listed
    const alive = reads && this.now - at < listedAfterMs ? ids : null
    if (alive) this.#forget(alive)
    this.#apply({ type: 'ask', token, lane, until: patience, connected, limits: this.limits, alive })
    return this.askers.at(-1)!
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
    this.#apply({ type: 'launched', token: asker.token, sessionId: session!.id })
    const holds = holdsSlot(this.state, asker.token)
    if (inTime) expect(holds).toBe(true)
    return holds
  }

  launchFailed(asker: Asker, pauseMs: number): void {
    if (asker.answer !== 'launch' || asker.session!.up) return
    this.#launchableAt = Math.max(this.#launchableAt, this.now + pauseMs)
    asker.session!.worn = true
    asker.until = 0
    this.#apply({ type: 'launch_failed', token: asker.token, until: this.now + pauseMs })
  }

  renew(asker: Asker): void {
    if (asker.until > this.now) asker.until = this.now + slotLeaseMs
    this.#apply({ type: 'renew', tokens: [asker.token] })
    expect(holdsSlot(this.state, asker.token)).toBe(asker.until > this.now)
  }

  /** The holder would read another page in its slot. */
  keep(asker: Asker): void {
    if (!holdsSlot(this.state, asker.token) || !asker.session!.up) return
    const keeps = keepsSlot(this.state, asker.token)
    expect(keeps, 'others come first, and what is worn is let go').toBe(
      this.waiting().length === 0 && !this.#knownWorn(asker.session!),
    )
    if (!keeps) return
    asker.session!.uses += 1
    this.#apply({ type: 'keep', token: asker.token })
    expect(holdsSlot(this.state, asker.token)).toBe(asker.until > this.now)
  }

  giveBack(asker: Asker, broken: boolean, bytes: number | null): void {
    if (asker.answer === null) return
    // One that comes back late, but before anybody noticed, has come back.
    if (holdsSlot(this.state, asker.token)) {
      asker.until = 0
      const { session } = asker
      if (broken || (bytes ?? 0) > this.limits.maxBytes || !session!.up) session!.worn = true
    }
    this.#apply({ type: 'return', token: asker.token, broken, bytes })
  }

  /** The sessions that somebody is told to close, closed by it, or not when it dies before. */
  close(dies: boolean): void {
    const due = takeClosing(this.state, this.now)
    for (const id of due) {
      const told = this.#announced.get(id) ?? Number.NEGATIVE_INFINITY
      expect(this.now - told, 'announced again only after a while').toBeGreaterThanOrEqual(closeAgainMs)
      expect(this.closed, 'closed once').not.toContain(id)
      const session = this.sessions.find((one) => one.id === id)!
      expect(session.worn, 'only what is worn is closed').toBe(true)
      expect(this.#holders(session), 'closed when its last slot is back').toEqual([])
      this.#announced.set(id, this.now)
    }
    if (dies || due.length === 0) return
    for (const id of due) {
      this.running.delete(id)
      this.closed.push(id)
    }
    this.#apply({ type: 'closed', sessionIds: due })
  }

  /** Time passes; the browsers hear of it when they asked to. */
  pass(ms: number): void {
    const until = this.now + ms
    while (true) {
      const next = nextBrowserTime(this.state, this.now)
      if (next === null || next > until) break
      expect(next, 'a time to look again that is over would be looked at for ever').toBeGreaterThan(this.now)
      this.now = next
      this.#apply({ type: 'time' })
    }
    this.now = until
  }

  waiting = (): Asker[] => this.askers.filter(({ answer }) => answer === null)

  #apply(input: BrowserInput): void {
    this.#wear()
    const effects = applyToBrowsers(this.state, input, this.now)
    for (const effect of effects) {
      const asker = this.askers.find(({ token }) => token === effect.token)!
      expect(asker.answer, 'one answer to an ask').toBeNull()
      asker.answer = effect.type
      if (effect.type === 'refused') {
        expect(asker.patience, 'refused at the end of its patience').toBe(this.now)
        expect(effect.until).toBeGreaterThan(this.now)
        asker.told = effect.until
      } else if (effect.type === 'launch') this.#launches(asker)
      else this.#connects(asker, effect.sessionId)
    }
    for (const { patience } of this.waiting()) expect(patience, 'nobody waits beyond it').toBeGreaterThan(this.now)
    this.#check()
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
    const others = this.askers.filter(({ until, lane }) => until > this.now && lane !== 'live').length
    if (asker.lane !== 'live') expect(others).toBeLessThan(Math.max(1, browsers * contexts - reservedForLive))
    Object.assign(asker, { session, until: this.now + leaseMs })
    session.uses += 1
    // Those who wait are served together, and then it is looked at.
    expect(session.uses).toBeLessThan(this.limits.maxUses + contexts)
  }

  /** What makes a session unfit, by what has happened to it. */
  #wear(): void {
    for (const asker of this.askers) {
      if (asker.until === 0 || asker.until > this.now) continue
      asker.until = 0
      asker.session!.worn = true
    }
    for (const session of this.sessions) {
      if (this.now - session.bornAt > this.limits.maxAgeMs || session.uses >= this.limits.maxUses) session.worn = true
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
