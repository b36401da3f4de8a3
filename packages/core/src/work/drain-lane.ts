import { outagePauseMs } from '../endings/outage.ts'
import { Exclusion } from '../exclusion.ts'
import type { LaneName } from '../lane/lane.ts'
import type { HeldTicket } from '../lane/lane-port.ts'
import { HeldTickets } from './held-tickets.ts'
import { type RunningContext, runTicket } from './run-ticket.ts'

/** Pause before the second attempt at a ticket that failed as a whole, because an object did not answer. It doubles with each attempt. */
const firstPauseMs = 4_000

/** How long a round over the shards waits for more work while jobs run. */
const newsMs = 500

/** The limits of one invocation. */
export interface DrainLimits {
  /** The maximum number of concurrent jobs. */
  slots: number
  /** The maximum number of concurrent items of one job. */
  itemSlots: number
  /** No new work is taken after this time. Work that has begun may take longer. */
  budgetMs: number
  /** The maximum number of jobs in the invocation. */
  jobs: number
  /** Whether the invocation may make as many calls as further work needs. */
  hasCalls(): boolean
}

/**
 * Works on a lane until the lane is empty, or the time or the calls are used up. Pulls tickets into free slots from all shards in turn,
 * beginning with `shard`, keeps their leases, and reports to the lane how each ended.
 */
export async function drainLane(
  ctx: RunningContext,
  lane: LaneName,
  shard: number,
  limits: DrainLimits,
): Promise<{ jobs: number }> {
  const { shards } = ctx.lanes
  const worker = { id: crypto.randomUUID(), slots: limits.slots }
  const stopAt = ctx.clock.now() + limits.budgetMs
  const mayBegin = () => ctx.clock.now() < stopAt && limits.hasCalls()
  const held = new HeldTickets(ctx, lane, worker)
  const exclusion = new Exclusion()
  let turn = shard
  const running = new Set<Promise<void>>()
  let jobs = 0

  const run = async (ticket: HeldTicket) => {
    const lost = held.hold(ticket)
    try {
      const { itemSlots } = limits
      const renew = () => held.renew(ticket)
      const outcome = await runTicket(ctx, lane, ticket, { itemSlots, mayBegin, lost, exclusion, renew })
      await ctx.lanes.finish(ticket, outcome)
    } catch (error) {
      const reason = String(error)
      ctx.log.error('ticket.failed', { jobId: ticket.id, attempt: ticket.attempt, error: reason })
      // If this fails too, the lease expires, and another worker continues.
      const afterMs = outagePauseMs(firstPauseMs * 2 ** ticket.attempt, Math.random())
      await ctx.lanes.finish(ticket, { kind: 'retry', afterMs, reason }).catch(() => {})
    } finally {
      held.release(ticket)
    }
  }

  /** Pulls from each shard until `free` slots are full. An idle worker (not `busy`) leaves a shard without tickets. False: no shard had any. */
  const pullRound = async (free: number, busy: boolean) => {
    let left = free
    for (let asked = 1; asked <= shards && left > 0; asked++) {
      const waitMs = busy && left === free && asked === shards ? newsMs : 0
      const tickets = await ctx.lanes.pull(lane, turn++ % shards, worker, { max: left, waitMs, stays: busy })
      for (const ticket of tickets) {
        const work: Promise<void> = run(ticket).finally(() => running.delete(work))
        running.add(work)
      }
      left -= tickets.length
    }
    jobs += free - left
    return left < free
  }

  /** Notifies all shards, once, that this worker takes no more tickets. They call other workers while its jobs run. */
  const leave = async () => {
    if (worker.slots === 0) return
    worker.slots = 0
    const ask = { max: 0, waitMs: 0, stays: false }
    await Promise.all(Array.from({ length: shards }, (_, each) => ctx.lanes.pull(lane, each, worker, ask)))
  }

  try {
    while (true) {
      const free = Math.min(limits.slots - running.size, limits.jobs - jobs)
      if (free > 0 && mayBegin()) {
        const busy = running.size > 0
        if (!(await pullRound(free, busy)) && !busy) return { jobs }
        continue
      }
      if (limits.jobs === jobs || !mayBegin()) {
        await leave()
        if (running.size === 0) return { jobs }
      }
      await Promise.race(running)
    }
  } finally {
    // A lane that does not answer ends the drain, but not the jobs that run.
    await Promise.all(running)
    held.stop()
  }
}
