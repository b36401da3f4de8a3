import type { Outcome } from '@edgesweep/core/endings/ending.ts'
import { summarizeJob } from '@edgesweep/core/job/plan-job.ts'
import { LaneDesk } from '@edgesweep/core/lane/lane-desk.ts'
import { leaseMs } from '@edgesweep/core/lane/lane-machine.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { laneCart } from '../../../support/lane-cart.ts'
import { runs } from '../../../support/property-runs.ts'
import { MapLaneStorage } from '../../../support/storage/map-lane-storage.ts'

const hour = 3_600_000
const longestRestMs = 60_000
const address = { lane: 'interactive', shard: 0 } as const
const worker = { id: 'worker', slots: 8 }

/**
 * A lane's desk whose clock may be wrong: `skewMs` ahead. Its alarm rings by the same clock. A caller reads it every second, and a called
 * worker pulls.
 */
class SkewedLane {
  #time = 1_800_000_000_000
  #skewMs = 0
  #alarmAt = Number.POSITIVE_INFINITY
  #alarmFails = false
  #called = false
  readonly #storage = new MapLaneStorage()
  #desk = this.#open()
  readonly open = new Set<string>()
  timedOut = 0

  /** Sets the clock, in this process or with a new one. */
  setClock(skewMs: number, evicts: boolean): void {
    this.#skewMs = skewMs
    if (evicts) this.#desk = this.#open()
  }

  /** Lets alarms be lost, or ring again. */
  loseAlarms(loses: boolean): void {
    this.#alarmFails = loses
  }

  async submit(deadlineSeconds: number): Promise<void> {
    const [receipt] = await this.#desk.submitJobs(address, [laneCart(['milk'], { deadlineSeconds })])
    if (receipt?.ok) this.open.add(receipt.id)
  }

  /** Pulls one ticket, if there is one, and ends it. Null: its worker dies. */
  async work(outcome: Outcome | null): Promise<void> {
    const [ticket] = await this.#desk.pullTickets(worker, { max: 1, waitMs: 0, stays: true })
    if (ticket && outcome) await this.#finish(ticket, outcome)
  }

  /** Pulls a ticket for a worker that lives. */
  async hold(): Promise<{ id: string; token: string }> {
    const [ticket] = await this.#desk.pullTickets(worker, { max: 1, waitMs: 0, stays: true })
    return ticket!
  }

  renew(held: { id: string; token: string }) {
    return this.#desk.renewTickets(worker, [held])
  }

  async pass(seconds: number, works: boolean): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.#time += 1_000
      if (this.#now >= this.#alarmAt && !this.#alarmFails) {
        this.#alarmAt = Number.POSITIVE_INFINITY
        await this.#desk.alarm()
      }
      await this.#desk.head('key_a')
      if (!works) continue
      // The platform evicts an object that is idle for 10 s.
      if (second % 10 === 9) this.#desk = this.#open()
      if (!this.#called) continue
      this.#called = false
      const tickets = await this.#desk.pullTickets(worker, { max: 100, waitMs: 0, stays: false })
      for (const ticket of tickets) await this.#finish(ticket, { kind: 'done' })
    }
  }

  get #now(): number {
    return this.#time + this.#skewMs
  }

  async #finish(ticket: { id: string; token: string }, outcome: Outcome): Promise<void> {
    const held = this.#desk.state.tickets.get(ticket.id)?.lease?.token === ticket.token
    await this.#desk.finish(ticket.id, ticket.token, outcome)
    if (outcome.kind === 'done' && held) this.open.delete(ticket.id)
  }

  #open(): LaneDesk {
    return new LaneDesk({
      storage: this.#storage,
      clock: { now: () => this.#now, after: () => () => {} },
      log: { info() {}, warn() {}, error() {} },
      summarize: summarizeJob,
      setAlarm: (at) => {
        if (this.#alarmFails) throw new Error('the storage does not answer')
        expect(at).toBeLessThan(Number.POSITIVE_INFINITY)
        this.#alarmAt = at
      },
      mostWorkers: 4,
      callWorkers: () => {
        this.#called = true
      },
      giveUp: ({ id }, status) => {
        this.open.delete(id)
        if (status === 'timed_out') this.timedOut += 1
      },
    })
  }
}

const skew = fc.integer({ min: -hour, max: hour })
const outcome: fc.Arbitrary<Outcome | null> = fc.oneof(
  fc.constant(null),
  fc.record({ kind: fc.constant('defer' as const), afterMs: fc.nat(longestRestMs), reason: fc.constant('no permit') }),
  fc.record({ kind: fc.constant('retry' as const), afterMs: fc.constant(5_000), reason: fc.constant('failed') }),
)
const step = fc.oneof(
  fc.record({ do: fc.constant('submit' as const), deadlineSeconds: fc.constantFrom<number>(900, 86_400) }),
  fc.record({ do: fc.constant('work' as const), outcome }),
  fc.record({ do: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ do: fc.constant('clock' as const), skewMs: skew, evicts: fc.boolean() }),
  fc.record({ do: fc.constant('alarms' as const), loses: fc.boolean() }),
)

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

async function run(steps: Step[]): Promise<SkewedLane> {
  const lane = new SkewedLane()
  for (const one of steps) {
    if (one.do === 'submit') await lane.submit(one.deadlineSeconds)
    if (one.do === 'work') await lane.work(one.outcome)
    if (one.do === 'pass') await lane.pass(one.seconds, false)
    if (one.do === 'clock') lane.setClock(one.skewMs, one.evicts)
    if (one.do === 'alarms') lane.loseAlarms(one.loses)
  }
  lane.loseAlarms(false)
  return lane
}

test('whatever the clocks of a lane were, all its tickets run within a rest and a lease of the time when the clock is right', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), skew, fc.boolean(), async (steps, lastSkewMs, evicts) => {
      const lane = await run(steps)
      lane.setClock(lastSkewMs, evicts)
      // The alarm of an overdue lease rings within seconds, a worker is called at once or after 5 s.
      await lane.pass((longestRestMs + leaseMs) / 1_000 + 15, true)
      expect([...lane.open]).toEqual([])
    }),
    { numRuns: runs(300) },
  )
})

test('a clock that was ahead and is set back, step by step, lets no job miss its deadline of an hour', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const skews = steps.flatMap((one) => (one.do === 'clock' ? one.skewMs : [])).sort((a, b) => a - b)
      const lane = await run([
        { do: 'clock', skewMs: hour, evicts: true },
        ...steps.map((one): Step => {
          if (one.do === 'submit') return { ...one, deadlineSeconds: 3_600 }
          return one.do === 'clock' ? { ...one, skewMs: skews.pop()! } : one
        }),
      ])
      await lane.pass((longestRestMs + leaseMs) / 1_000 + 15, true)
      expect(lane.timedOut).toBe(0)
      expect([...lane.open]).toEqual([])
    }),
    { numRuns: runs(300) },
  )
})

test('a shard that moves between machines whose clocks differ by an hour takes no ticket from a worker that lives, and ends no waiting job', async () => {
  const moves = fc.array(fc.record({ afterSeconds: fc.integer({ min: 6, max: 60 }), isAhead: fc.boolean() }), {
    maxLength: 12,
  })
  await fc.assert(
    fc.asyncProperty(skew, moves, async (skewMs, moved) => {
      const lane = new SkewedLane()
      await lane.submit(86_400)
      const held = await lane.hold()
      await lane.submit(900)
      let renewIn = leaseMs / 3_000
      for (const { afterSeconds, isAhead } of moved) {
        lane.setClock(isAhead ? skewMs : 0, true)
        for (let second = 0; second < afterSeconds; second++) {
          await lane.pass(1, false)
          if (--renewIn > 0) continue
          renewIn = leaseMs / 3_000
          expect(await lane.renew(held)).toEqual([held.id])
        }
      }
      // A jump that is no longer than the time left looks like time that has passed.
      if (Math.abs(skewMs) > 960_000) expect(lane.timedOut).toBe(0)
      lane.setClock(0, true)
      await lane.pass(leaseMs / 1_000 + leaseMs / 2_000 + 2, false)
      expect(await lane.renew(held), 'the lease of a worker that has died meanwhile').toEqual([])
    }),
    { numRuns: runs(300) },
  )
})
