import type { Outcome } from '@edgesweep/core/endings/outcome.ts'
import { forecastsOf } from '@edgesweep/core/lane/eta.ts'
import { forecastIn, headOf } from '@edgesweep/core/lane/lane-head.ts'
import {
  cancelTicket,
  expireTickets,
  finishTicket,
  type LaneEffect,
  leaseMs,
  maxFailures,
  pullTickets,
  renewTickets,
  submitTickets,
} from '@edgesweep/core/lane/lane-machine.ts'
import { restoreLane, type Ticket } from '@edgesweep/core/lane/lane-state.ts'
import { expect } from 'vitest'

interface Grant {
  id: string
  token: string
  /** Until when its holder may believe that it holds the ticket; 0 once it has let go. */
  until: number
}

/** A lane with its storage, its workers and its callers, each of whom remembers what it was told; every step is checked against that. */
export class LaneWorld {
  now = 1_000_000
  state = restoreLane([], 1)
  readonly stored = new Map<string, string>()
  readonly ended = new Map<string, string>()
  readonly grants: Grant[] = []
  readonly submitted: string[] = []
  /** For each key that has something to run: how often each other key was served since. */
  #passed = new Map<string, Map<string, number>>()
  /** Where each waiting job stood at the last check. */
  #positions = new Map<string, number>()

  submit(wanted: Array<{ keyId: string; coalesce: string | null; deadlineMs: number }>): void {
    const tickets = wanted.map((one) => ({ ...one, deadline: this.now + one.deadlineMs }))
    const running = new Map(this.state.coalesced)
    const { ids, added } = submitTickets(this.state, tickets, (sequence) => `job-${sequence}`, this.now)
    expect(ids).toHaveLength(wanted.length)
    for (const [index, id] of ids.entries()) {
      const { coalesce } = wanted[index]!
      const joined = coalesce === null ? undefined : running.get(coalesce)
      expect(added.some((one) => one.index === index)).toBe(joined === undefined)
      if (joined !== undefined) expect(id).toBe(joined)
      else expect(this.submitted).not.toContain(id)
      if (coalesce !== null) running.set(coalesce, id)
      if (joined === undefined) this.submitted.push(id)
    }
    for (const { ticket } of added) this.#save(ticket)
  }

  pull(max: number): void {
    const runnable = this.#runnable()
    const before = [...runnable.values()].flat().length
    const pulled = pullTickets(
      this.state,
      max,
      () => `token-${this.grants.length}-${this.state.nextSequence}`,
      this.now,
    )
    expect(pulled).toHaveLength(Math.min(max, before))
    for (const ticket of pulled) {
      const queue = runnable.get(ticket.keyId) ?? []
      expect(queue[0], 'the oldest of its key that may run').toBe(ticket.id)
      this.#notePassing(runnable, ticket.keyId)
      queue.shift()
      if (queue.length === 0) runnable.delete(ticket.keyId)
      const holders = this.grants.filter((grant) => grant.id === ticket.id && grant.until > this.now)
      expect(holders, 'nobody else may believe that it holds the ticket').toEqual([])
      this.grants.push({ id: ticket.id, token: ticket.lease!.token, until: this.now + leaseMs })
      this.#save(ticket)
    }
  }

  renew(grant: Grant): void {
    const isGood = this.#isGood(grant)
    const kept = renewTickets(this.state, [grant], this.now)
    expect(kept.map((ticket) => ticket.id)).toEqual(isGood ? [grant.id] : [])
    for (const ticket of kept) this.#save(ticket)
    if (isGood) grant.until = this.now + leaseMs
  }

  finish(grant: Grant, outcome: Outcome): void {
    const isGood = this.#isGood(grant)
    const attempt = this.state.tickets.get(grant.id)?.attempt ?? 0
    const effects = finishTicket(this.state, grant.id, grant.token, outcome, this.now)
    if (!isGood) expect(effects).toEqual([])
    this.#carryOut(effects)
    if (isGood) grant.until = 0
    if (isGood && (outcome.kind === 'done' || outcome.kind === 'reject')) this.#end(grant.id, outcome.kind)
    const after = this.state.tickets.get(grant.id)
    if (after) expect(after.attempt).toBe(attempt + (isGood && outcome.kind === 'retry' ? 1 : 0))
  }

  cancel(id: string): void {
    const waits = this.state.tickets.get(id)?.lease === null
    const effects = cancelTicket(this.state, id, this.now)
    expect(effects !== null).toBe(waits)
    this.#carryOut(effects ?? [])
  }

  /** `alarm` null: the alarm is late. */
  pass(ms: number, alarm: 'rings' | null): void {
    this.now += ms
    if (alarm === null) return
    const before = new Map([...this.state.tickets].map(([id, { attempt, lease }]) => [id, { attempt, lease }]))
    this.#carryOut(expireTickets(this.state, this.now))
    for (const [id, ticket] of this.state.tickets) {
      const { attempt, lease } = before.get(id)!
      expect(ticket.attempt).toBe(attempt + (lease && lease.expiresAt <= this.now ? 1 : 0))
    }
  }

  /** The process is replaced by one that knows only what was stored. */
  crash(): void {
    const tickets = [...this.stored.values()].map((text) => JSON.parse(text) as Ticket)
    this.state = restoreLane(tickets, this.state.nextSequence, this.state.pace)
    this.#passed = new Map()
  }

  check(): void {
    const { tickets, leased, queues, resting, ring, coalesced } = this.state
    // A key whose last runnable ticket has gone waits no more: should it come back, it comes back last.
    const runnable = this.#runnable()
    for (const keyId of [...this.#passed.keys()]) if (!runnable.has(keyId)) this.#passed.delete(keyId)
    const alive = this.submitted.filter((id) => !this.ended.has(id))
    expect([...tickets.keys()].sort()).toEqual(alive.sort())
    expect(Object.fromEntries([...this.stored].map(([id, text]) => [id, JSON.parse(text)]))).toEqual(
      Object.fromEntries(tickets),
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
      const own = inLine.filter((ticket) => ticket.keyId === keyId).sort((a, b) => a.sequence - b.sequence)
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

  /** A job comes no later in line, unless one that its worker lost or gave up on is taken back before it. */
  #checkPositions(): void {
    const positions = new Map<string, number>()
    for (const { waiting } of this.state.queues.values()) {
      for (const [ahead, ticket] of waiting.entries()) {
        positions.set(ticket.id, ahead + 1)
        const returned = waiting.slice(0, ahead).filter((one) => one.attempt > 0).length
        const before = this.#positions.get(ticket.id)
        if (before !== undefined) expect(ahead + 1 - returned).toBeLessThanOrEqual(before)
      }
    }
    this.#positions = positions
  }

  /** A lease is good until its time has been noticed: what the lane has not given to another may still be renewed and finished. */
  #isGood(grant: Grant): boolean {
    return this.state.tickets.get(grant.id)?.lease?.token === grant.token
  }

  #runnable(): Map<string, string[]> {
    const found = new Map<string, string[]>()
    const tickets = [...this.state.tickets.values()].sort((a, b) => a.sequence - b.sequence)
    for (const { id, keyId, lease, notBefore } of tickets) {
      if (lease === null && notBefore <= this.now) found.set(keyId, [...(found.get(keyId) ?? []), id])
    }
    return found
  }

  #notePassing(runnable: Map<string, string[]>, served: string): void {
    this.#passed.delete(served)
    for (const keyId of runnable.keys()) {
      if (keyId === served) continue
      const others = this.#passed.get(keyId) ?? new Map<string, number>()
      others.set(served, (others.get(served) ?? 0) + 1)
      expect(others.get(served), `${served} was served before ${keyId} again and again`).toBe(1)
      this.#passed.set(keyId, others)
    }
  }

  #carryOut(effects: LaneEffect[]): void {
    for (const effect of effects) {
      if (effect.type === 'save') this.#save(effect.ticket)
      if (effect.type === 'remove') expect(this.stored.delete(effect.id)).toBe(true)
      if (effect.type === 'give_up' && effect.status !== 'failed') this.#end(effect.ticket.id, effect.status)
      if (effect.type === 'give_up' && effect.status === 'failed' && effect.ticket.failures === maxFailures) {
        this.#end(effect.ticket.id, effect.status)
      }
    }
  }

  #end(id: string, how: string): void {
    expect(this.ended.get(id), `${id} has ended before`).toBeUndefined()
    this.ended.set(id, how)
  }

  #save(ticket: Ticket): void {
    this.stored.set(ticket.id, JSON.stringify(ticket))
  }
}
