import { maxThrottles } from '@edgesweep/core/endings/ending.ts'
import { mostUnforeseen } from '@edgesweep/core/endings/outage.ts'
import type { Usage } from '@edgesweep/core/endings/usage.ts'
import { isDoubtful } from '@edgesweep/core/held-lease.ts'
import { resultTtlMs } from '@edgesweep/core/job/end-items.ts'
import { isResting, readyItems } from '@edgesweep/core/job/item-order.ts'
import { JobDesk } from '@edgesweep/core/job/job-desk.ts'
import { beginJob, type JobInput, maxTries, nextJobAlarm } from '@edgesweep/core/job/job-machine.ts'
import {
  type EndedItem,
  isItemEnded,
  isJobEnded,
  type JobEvent,
  type JobHeader,
  type JobItem,
  type JobState,
  type Revival,
} from '@edgesweep/core/job/job-state.ts'
import type { JobStep } from '@edgesweep/core/job/job-storage.ts'
import { expect } from 'vitest'
import { MapJobStorage } from '../../../support/storage/map-job-storage.ts'

export const usage: Usage = { browserMs: 3, requests: 2, bytes: 1, robotsIgnored: ['shop.example'] }

/** A job's desk over a storage in memory. It checks each step against the earlier steps and against the storage. */
export class JobWorld {
  now = 1_000_000
  readonly #storage = new StepStorage()
  readonly #desk: JobDesk
  readonly #header: JobHeader
  readonly #plan: Array<Pick<JobItem, 'label' | 'follows'>>
  /** The job before it begins. */
  readonly #before: JobState
  /** The events of this run. */
  events: JobEvent[] = []
  /** The deadline of each run. It identifies the run. */
  readonly deadlines: number[]
  /** Items that ended in an earlier run and do not run again. */
  #kept = new Set<number>()
  #reports = 0

  /** `order`: for each item, the index of the item that it follows, or null. */
  constructor(order: Array<number | null>, ttl: number | undefined) {
    const spec = { kind: 'cart' as const, items: ['milk'], zipcode: '10001', ...(ttl === undefined ? {} : { ttl }) }
    this.#header = { id: 'job', keyId: 'key', lane: 'bulk' as const, spec, submittedAt: 999_000, deadline: 1_500_000 }
    this.#plan = order.map((follows, index) => ({ label: `item ${index}`, follows }))
    this.#before = beginJob(this.#header, this.#plan, this.now)
    this.#desk = this.#openDesk()
    this.deadlines = [this.#header.deadline]
  }

  get state(): JobState {
    return this.#desk.state ?? this.#before
  }

  get hasBegun(): boolean {
    return this.#desk.state !== null
  }

  /** False when the desk stored nothing. */
  apply(input: JobInput): boolean {
    const before = structuredClone(this.state)
    this.#feed(input)
    const [step, ...more] = this.#storage.steps.splice(0)
    expect(more, 'further commits of one step').toEqual([])
    if (!step) {
      expect(this.state).toEqual(before)
      if (input.type === 'revived') expect(this.#couldRun(input.items), 'items that could have run again').toEqual([])
      return false
    }
    const again = input.type === 'revived'
    expect(isJobEnded(before.status), 'only a revival changes an ended job').toBe(again)
    if ('deadline' in input) expect(input.deadline, 'the input belongs to this run').toBe(before.deadline)
    if (input.type === 'taken') expect(this.state.attempt).toBeGreaterThanOrEqual(before.attempt)
    else if ('token' in input) expect(input.token).toBe(before.token)
    if (input.type === 'item.started') expect(startable(before.items)).toContain(input.index)
    if (input.type === 'deadline') expect(this.now).toBeGreaterThanOrEqual(this.state.deadline)
    if ('usage' in input) this.#reports += 1
    if (input.type === 'item.outage') this.#checkOutage(before, input)
    if (input.type === 'taken') this.#checkTakeover(before)
    for (const { kind, item } of step.events)
      this.events.push(kind === 'job.item' ? { kind, index: item!.index } : { kind })
    if (again) this.#checkRevival(before)
    for (const [index, item] of before.items.entries()) {
      if (isItemEnded(item.status) && (!again || this.#kept.has(index))) expect(this.state.items[index]).toEqual(item)
    }
    this.#check()
    return true
  }

  /** Calls the method of the desk for the input. */
  #feed(input: JobInput): void {
    const desk = this.#desk
    switch (input.type) {
      case 'taken': {
        const { token, attempt, deadline } = input
        desk.take({ ...this.#header, deadline }, this.#plan, token, attempt, 0)
        return
      }
      case 'item.started':
        desk.startItem(input.token, input.index)
        return
      case 'item.ended':
        desk.reportItem(input.token, input.index, { ...input, type: 'ended', result: null })
        return
      case 'item.returned':
        desk.reportItem(input.token, input.index, { ...input, type: 'returned' })
        return
      case 'item.deferred':
        desk.reportItem(input.token, input.index, { ...input, type: 'deferred' })
        return
      case 'item.outage':
        desk.reportItem(input.token, input.index, { ...input, type: 'outage' })
        return
      case 'cancelled':
        desk.cancel()
        return
      case 'given_up':
        desk.giveUp({ ...this.#header, deadline: input.deadline }, input.status, input.reason)
        return
      // `ring` and `revive` apply their input before their first await.
      case 'deadline':
        void desk.ring()
        return
      case 'revived':
        void desk.revive(input.items)
    }
  }

  #openDesk(): JobDesk {
    return new JobDesk({
      storage: this.#storage,
      clock: { now: () => this.now },
      log: console,
      setAlarm: () => {},
      announceOutbox: async () => {},
      readmit: async () => {},
      onEvents: () => {},
      onExpiry: () => {},
    })
  }

  #couldRun(items: Revival): JobItem[] {
    const { status, dead } = this.state
    if (items === 'unfinished')
      return dead ? this.state.items.filter((item) => ['errored', 'cancelled'].includes(item.status)) : []
    const failed = !dead && ['partial', 'failed'].includes(status)
    return failed ? this.state.items.filter((item) => item.status === 'errored') : []
  }

  #checkRevival(before: JobState): void {
    const { items, status, token, attempt, deadline, queuedAt, usage: used } = this.state
    const open = items.flatMap((item, index) => (isItemEnded(item.status) ? [] : [index]))
    expect(open.length, 'open items after a revival').toBeGreaterThan(0)
    for (const index of open) expect(items[index]).toMatchObject({ status: 'queued', tries: 0, error: null })
    const left = items.filter(({ status: one }) => one === 'errored' || one === 'cancelled')
    expect(left, 'errored or cancelled items after a revival').toEqual([])
    expect([status, token, queuedAt]).toEqual(['queued', '', this.now])
    expect(attempt).toBeGreaterThan(before.attempt)
    expect(deadline).toBeGreaterThan(Math.max(before.deadline, this.now))
    expect(used).toEqual(before.usage)
    this.deadlines.push(deadline)
    this.#kept = new Set([...items.keys()].filter((index) => !open.includes(index)))
    this.events = []
  }

  #checkOutage(before: JobState, { index, unforeseen }: Extract<JobInput, { type: 'item.outage' }>): void {
    const item = this.state.items[index]!
    if (unforeseen && before.outages[index]?.unforeseen === mostUnforeseen - 1) {
      expect(item).toMatchObject({ status: 'errored', tries: before.items[index]!.tries - 1 })
      return
    }
    expect(item, 'an error of ours spends no try').toMatchObject({
      status: 'queued',
      tries: before.items[index]!.tries - 1,
    })
    const restMs = this.state.waits[index]!.until - this.now
    expect(restMs).toBeGreaterThanOrEqual(1_800)
    expect(restMs).toBeLessThanOrEqual(Math.max(2_200, 0.55 * (this.state.deadline - this.now)))
  }

  /** Of the items of a dead worker, only one that ran alone can have spent a try. */
  #checkTakeover(before: JobState): void {
    for (const [index, { status, tries }] of before.items.entries()) {
      if (status !== 'running') continue
      const was = before.alone[index]
      expect(this.state.items[index]!.tries).toBe(was ? tries : tries - 1)
      if (!was && !isJobEnded(this.state.status)) expect(this.state.alone[index]).toBe(true)
    }
  }

  #check(): void {
    const { items, status } = this.state
    // After an overdue alarm, a new desk gives the job its time again.
    if (!isDoubtful(nextJobAlarm(this.state), this.now))
      expect(this.#openDesk().state, 'a new desk restores the same job').toEqual(this.state)
    expect(this.state.usage.requests).toBe(this.#reports * usage.requests)
    expect(this.state.usage.robotsIgnored, 'the usage names each host once').toEqual(
      this.#reports > 0 ? usage.robotsIgnored : [],
    )
    for (const throttles of Object.values(this.state.throttles)) expect(throttles).toBeLessThanOrEqual(maxThrottles)
    const kinds = this.events.map((event) => event.kind)
    const ends = kinds.filter((kind) => kind !== 'job.started' && kind !== 'job.item')
    expect(ends).toHaveLength(isJobEnded(status) ? 1 : 0)
    if (isJobEnded(status)) expect(kinds.at(-1)).toBe(ends[0])
    expect(kinds.filter((kind) => kind === 'job.started')).toHaveLength(this.state.token === '' ? 0 : 1)
    if (this.state.token !== '') expect(kinds[0]).toBe('job.started')
    const announced = this.events.flatMap((event) => (event.kind === 'job.item' ? [event.index] : []))
    const ended = items.flatMap((item, index) =>
      isItemEnded(item.status) && item.status !== 'cancelled' && !this.#kept.has(index) ? [index] : [],
    )
    expect(announced.toSorted((a, b) => a - b)).toEqual(ended)
    for (const item of items) expect(item.tries).toBeLessThanOrEqual(maxTries)
    const open = items.filter((item) => !isItemEnded(item.status))
    if (isJobEnded(status)) expect(open).toEqual([])
    else if (this.state.token !== '') expect(open).not.toEqual([])
    for (const index of Object.keys(this.state.waits)) {
      expect(items[Number(index)], 'only a queued item waits').toMatchObject({ status: 'queued' })
    }
    if (this.state.dead) expect(['failed', 'timed_out']).toContain(status)
    const ready = startable(items).filter((index) => !isResting(this.state, index, this.now))
    expect(readyItems(this.state, this.now).toSorted((a, b) => a - b)).toEqual(ready)
    for (const index of [...Object.keys(this.state.outages), ...Object.keys(this.state.alone)]) {
      expect(isItemEnded(items[Number(index)]!.status), 'an ended item has neither an outage nor a suspicion').toBe(
        false,
      )
    }
    this.#checkEnd()
  }

  #checkEnd(): void {
    const { status, items, endedAt, expiresAt, spec } = this.state
    if (!isJobEnded(status)) {
      expect([endedAt, expiresAt]).toEqual([null, null])
      return
    }
    expect(endedAt).toBe(this.now)
    expect(expiresAt).toBe(this.now + (spec.ttl === undefined ? resultTtlMs : spec.ttl * 1000))
    const has = (...wanted: string[]) => items.some((item) => wanted.includes(item.status))
    const isBad = has('errored', 'disallowed')
    if (status === 'completed') expect(isBad || has('cancelled')).toBe(false)
    if (!this.state.dead && status !== 'cancelled') expect(has('cancelled')).toBe(false)
    if (status === 'partial') expect([isBad, has('completed'), has('cancelled')]).toEqual([true, true, false])
  }
}

/** The queued items whose predecessor has ended. */
const startable = (items: JobItem[]): number[] =>
  items.flatMap(({ status, follows }, index) => {
    const waits = follows !== null && !isItemEnded(items[follows]!.status)
    return status === 'queued' && !waits ? [index] : []
  })

export const endings: EndedItem[] = ['completed', 'errored', 'disallowed', 'skipped']

/** Records the stored steps until the world takes them. */
class StepStorage extends MapJobStorage {
  readonly steps: JobStep[] = []

  override commit(step: JobStep): void {
    super.commit(step)
    this.steps.push(step)
  }
}
