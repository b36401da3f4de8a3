import type { Outcome } from '@edgesweep/core/endings/ending.ts'
import { summarizeJob } from '@edgesweep/core/job/plan-job.ts'
import { unansweredMs } from '@edgesweep/core/lane/call-workers.ts'
import { forecastsOf } from '@edgesweep/core/lane/eta.ts'
import { LaneDesk } from '@edgesweep/core/lane/lane-desk.ts'
import { forecastIn, headOf } from '@edgesweep/core/lane/lane-head.ts'
import { leaseMs, maxFailures, nextLaneAlarm } from '@edgesweep/core/lane/lane-machine.ts'
import { type LaneState, lineOf } from '@edgesweep/core/lane/lane-state.ts'
import { heldByKey } from '@edgesweep/core/lane/lane-turns.ts'
import { expect } from 'vitest'
import { laneCart } from '../../../support/lane-cart.ts'
import { MapLaneStorage } from '../../../support/storage/map-lane-storage.ts'

interface Grant {
  id: string
  token: string
  /** The time until which its holder may use the ticket, in epoch milliseconds. 0 after it has finished. */
  until: number
}

const address = { lane: 'interactive', shard: 0 } as const
const worker = { id: 'worker', slots: 3 }

/** A lane's desk with its workers and callers. It checks each step against all earlier answers. */
export class LaneWorld {
  now = 1_000_000
  /** The time of the next alarm. Null when the desk has set none since the last. */
  #alarmAt: number | null = null
  #desk: LaneDesk
  readonly ended = new Map<string, string>()
  readonly grants: Grant[] = []
  readonly submitted: string[] = []
  readonly #storage = new MapLaneStorage()
  /** For each key with a ready job: how often each other key that held as many tickets was served since then. */
  #passed = new Map<string, Map<string, number>>()
  /** The position of each waiting job at the last check. */
  #positions = new Map<string, number>()

  constructor() {
    this.#desk = this.#openDesk()
  }

  get state(): LaneState {
    return this.#desk.state
  }

  async submit(wanted: Array<{ keyId: string; coalesce: string | null; deadlineMs: number }>): Promise<void> {
    const running = new Map(this.state.coalesced)
    const receipts = await this.#desk.submitJobs(
      address,
      wanted.map(({ keyId, coalesce, deadlineMs }) =>
        laneCart(['milk'], { keyId, coalesce, deadlineSeconds: deadlineMs / 1000 }),
      ),
    )
    expect(receipts).toHaveLength(wanted.length)
    for (const [index, receipt] of receipts.entries()) {
      const { coalesce } = wanted[index]!
      const joined = coalesce === null ? undefined : running.get(coalesce)
      expect(receipt).toMatchObject({ ok: true, replayed: joined !== undefined })
      const { id } = receipt as Extract<typeof receipt, { ok: true }>
      if (joined !== undefined) expect(id).toBe(joined)
      else expect(this.submitted).not.toContain(id)
      if (coalesce !== null) running.set(coalesce, id)
      if (joined === undefined) this.submitted.push(id)
    }
  }

  async pull(max: number, spare = 0): Promise<void> {
    const runnable = this.#runnable()
    const held = heldByKey(this.state)
    const pulled = await this.#desk.pullTickets(worker, { max, spare, waitMs: 0, stays: true })
    for (const [index, ticket] of pulled.entries()) {
      const line = lineOf(this.state.tickets.get(ticket.id)!)
      const queue = runnable.get(line) ?? []
      expect(queue[0], 'the oldest ready ticket of its key').toBe(ticket.id)
      if (index >= max) expect(held.get(line) ?? 0, 'tickets of a key that gets a spare slot').toBe(0)
      this.#notePassing(runnable, held, line)
      held.set(line, (held.get(line) ?? 0) + 1)
      queue.shift()
      if (queue.length === 0) runnable.delete(line)
      const holders = this.grants.filter((grant) => grant.id === ticket.id && grant.until > this.now)
      expect(holders, 'other workers with a valid lease on the ticket').toEqual([])
      this.grants.push({ id: ticket.id, token: ticket.token, until: this.now + leaseMs })
    }
    if (pulled.length < max) expect(runnable, 'keys with a ready job, while a slot is free').toEqual(new Map())
    if (pulled.length < max + spare)
      for (const keyId of runnable.keys()) expect(held.get(keyId) ?? 0, `tickets of ${keyId}`).toBeGreaterThan(0)
  }

  async renew(grant: Grant): Promise<void> {
    const isGood = this.#isGood(grant)
    expect(await this.#desk.renewTickets(worker, [grant])).toEqual(isGood ? [grant.id] : [])
    if (isGood) grant.until = this.now + leaseMs
  }

  async finish(grant: Grant, outcome: Outcome): Promise<void> {
    const isGood = this.#isGood(grant)
    const attempt = this.state.tickets.get(grant.id)?.attempt ?? 0
    const before = this.#rows()
    await this.#desk.finish(grant.id, grant.token, outcome)
    if (!isGood) expect(this.#rows()).toEqual(before)
    if (isGood) grant.until = 0
    if (isGood && outcome.kind === 'done') this.#end(grant.id, outcome.kind)
    if (isGood && outcome.kind === 'reject') expect(this.ended.get(grant.id)).toBe('failed')
    const after = this.state.tickets.get(grant.id)
    if (after) expect(after.attempt).toBe(attempt + (isGood && outcome.kind === 'retry' ? 1 : 0))
  }

  async cancel(id: string): Promise<void> {
    const ticket = this.state.tickets.get(id)
    const waits = ticket?.lease === null
    // An earlier version takes any answer but false for a cancelled job.
    if (ticket?.isJoined) expect(await this.#desk.cancel(id)).toBe(false)
    expect(await this.#desk.cancel(id, true)).toBe(ticket?.isJoined ? 'joined' : waits)
  }

  /** Lets `ms` pass. With `alarm` null, a due alarm does not ring yet. */
  async pass(ms: number, alarm: 'rings' | null): Promise<void> {
    this.now += ms
    if (alarm === null) return
    const before = new Map([...this.state.tickets].map(([id, { attempt, lease }]) => [id, { attempt, lease }]))
    this.#alarmAt = null
    await this.#desk.alarm()
    for (const [id, ticket] of this.state.tickets) {
      const { attempt, lease } = before.get(id)!
      expect(ticket.attempt).toBe(attempt + (lease && lease.expiresAt <= this.now ? 1 : 0))
    }
  }

  /** Replaces the process by one that knows only the storage. */
  crash(): void {
    this.#desk = this.#openDesk()
    this.#passed = new Map()
  }

  check(): void {
    const { tickets, leased, queues, resting, ring, coalesced } = this.state
    // A key without a ready ticket leaves the line. If it gets one again, it joins at the end.
    const runnable = this.#runnable()
    for (const keyId of [...this.#passed.keys()]) if (!runnable.has(keyId)) this.#passed.delete(keyId)
    const alive = this.submitted.filter((id) => !this.ended.has(id))
    expect([...tickets.keys()].sort()).toEqual(alive.sort())
    expect(this.#rows()).toEqual(Object.fromEntries(tickets))
    const next = nextLaneAlarm(this.state)
    if (next !== null)
      expect(this.#alarmAt, 'the alarm must come before the next change').toBeLessThanOrEqual(
        Math.max(next, this.now + unansweredMs),
      )
    expect(new Set(leased)).toEqual(new Set([...tickets.values()].filter((ticket) => ticket.lease !== null)))
    const free = [...tickets.values()].filter((ticket) => ticket.lease === null)
    const inLine = [...queues.values()].flatMap(({ waiting, paused }) => [...waiting, ...paused])
    expect([...inLine, ...resting].map(({ id }) => id).sort()).toEqual(free.map(({ id }) => id).sort())
    for (const ticket of free) if (!resting.includes(ticket)) expect(ticket.notBefore).toBeLessThanOrEqual(this.now)
    expect(resting.map(({ notBefore }) => notBefore)).toEqual(
      resting.map(({ notBefore }) => notBefore).sort((a, b) => a - b),
    )
    expect(ring.toSorted()).toEqual([...queues.keys()].sort())
    for (const [keyId, queue] of queues) {
      const own = inLine.filter((ticket) => lineOf(ticket) === keyId).sort((a, b) => a.sequence - b.sequence)
      expect(own.length).toBeGreaterThan(0)
      expect(queue.waiting).toEqual(own.filter(({ paused }) => !paused))
      expect(queue.paused).toEqual(own.filter(({ paused }) => paused))
      const head = headOf(this.state, keyId)
      for (const [ahead, ticket] of queue.waiting.entries()) {
        expect(forecastsOf(this.state)(ticket)?.position).toBe(ahead + 1)
        expect(forecastIn(head, ticket.sequence)).toEqual(forecastsOf(this.state)(ticket))
      }
    }
    this.#checkPositions()
    for (const ticket of tickets.values()) expect(ticket.failures).toBeLessThan(maxFailures)
    const joinable = [...tickets.values()].filter((ticket) => ticket.coalesce !== null)
    expect(new Map(joinable.map((ticket) => [ticket.coalesce, ticket.id]))).toEqual(coalesced)
  }

  /** A job never moves back in line, except behind a returned job or one that another key had asked for. */
  #checkPositions(): void {
    const positions = new Map<string, number>()
    for (const { waiting } of this.state.queues.values()) {
      for (const [ahead, ticket] of waiting.entries()) {
        positions.set(ticket.id, ahead + 1)
        const inserted = waiting.slice(0, ahead).filter((one) => one.attempt > 0 || one.isJoined).length
        const before = this.#positions.get(ticket.id)
        if (before !== undefined && !ticket.isJoined) expect(ahead + 1 - inserted).toBeLessThanOrEqual(before)
      }
    }
    this.#positions = positions
  }

  /** A lease stays valid until the lane notices its expiry. Until then its holder may renew or finish it. */
  #isGood(grant: Grant): boolean {
    return this.state.tickets.get(grant.id)?.lease?.token === grant.token
  }

  #runnable(): Map<string, string[]> {
    const found = new Map<string, string[]>()
    const tickets = [...this.state.tickets.values()].sort((a, b) => a.sequence - b.sequence)
    for (const ticket of tickets) {
      const line = lineOf(ticket)
      if (ticket.lease === null && ticket.notBefore <= this.now)
        found.set(line, [...(found.get(line) ?? []), ticket.id])
    }
    return found
  }

  #notePassing(runnable: Map<string, string[]>, held: Map<string, number>, served: string): void {
    this.#passed.delete(served)
    for (const keyId of runnable.keys()) {
      if (keyId === served) continue
      const more = (held.get(served) ?? 0) - (held.get(keyId) ?? 0)
      expect(more, `${served} was served while ${keyId} held fewer tickets`).toBeLessThanOrEqual(0)
      if (more < 0) continue
      const others = this.#passed.get(keyId) ?? new Map<string, number>()
      others.set(served, (others.get(served) ?? 0) + 1)
      expect(others.get(served), `${served} was served more than once before ${keyId}`).toBe(1)
      this.#passed.set(keyId, others)
    }
  }

  #end(id: string, how: string): void {
    expect(this.ended.get(id), `${id} has ended twice`).toBeUndefined()
    this.ended.set(id, how)
  }

  #rows(): Record<string, unknown> {
    return Object.fromEntries([...this.#storage.jobs].map(([id, { ticket }]) => [id, JSON.parse(ticket)]))
  }

  #openDesk(): LaneDesk {
    return new LaneDesk({
      storage: this.#storage,
      clock: { now: () => this.now, after: () => () => {} },
      log: { info: () => {}, warn: () => {}, error: (event) => expect.fail(event) },
      summarize: summarizeJob,
      setAlarm: (at) => {
        this.#alarmAt = at
      },
      mostWorkers: 1,
      callWorkers: () => {},
      giveUp: ({ id }, status) => this.#end(id, status),
    })
  }
}
