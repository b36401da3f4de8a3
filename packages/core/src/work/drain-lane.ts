import type { Lane } from '../lane/lane.ts'
import type { HeldTicket } from '../lane/lane-port.ts'
import { HeldTickets } from './held-tickets.ts'
import { type RunningContext, runTicket } from './run-ticket.ts'

/** Pause before a ticket that failed as a whole (the database or an object did not answer) is handed out again. */
const retryMs = 5_000

/** With work in hand, a round over the shards waits so long for more of it. */
const newsMs = 500

/** How much one invocation takes on. */
export interface DrainLimits {
  /** Jobs at a time. */
  slots: number
  /** Items of one job at a time. */
  itemSlots: number
  /** For how long new work is taken; the invocation may take longer by the work in hand. */
  budgetMs: number
  /** How many jobs are taken in all. */
  jobs: number
}

/**
 * Works on a lane until it is empty or the time is up: pulls tickets into free slots, from all shards in turn, beginning with the one
 * that called; keeps their leases, and tells the lane what came of each.
 */
export async function drainLane(
  ctx: RunningContext,
  lane: Lane,
  shard: number,
  limits: DrainLimits,
): Promise<{ jobs: number }> {
  const { shards } = ctx.lanes
  const worker = { id: crypto.randomUUID(), slots: limits.slots }
  const stopAt = ctx.clock.now() + limits.budgetMs
  const held = new HeldTickets(ctx, lane, worker)
  let turn = shard
  const running = new Set<Promise<void>>()
  let jobs = 0

  const run = async (ticket: HeldTicket) => {
    const lost = held.hold(ticket)
    try {
      const outcome = await runTicket(ctx, lane, ticket, { itemSlots: limits.itemSlots, stopAt, lost })
      await ctx.lanes.finish(ticket, outcome)
    } catch (error) {
      const reason = String(error)
      ctx.log.error('ticket.failed', { jobId: ticket.id, attempt: ticket.attempt, error: reason })
      // Where even this fails, the lease runs out: another worker then goes on where this one stopped.
      await ctx.lanes.finish(ticket, { kind: 'retry', at: ctx.clock.now() + retryMs, reason }).catch(() => {})
    } finally {
      held.release(ticket)
    }
  }

  /** One round over the shards into so many free slots; when not `busy`, one that has nothing knows that this worker leaves. False when none had. */
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

  /** Says to all shards, once, that nothing more is taken here: they call others while the jobs in hand go on. */
  const leave = async () => {
    if (worker.slots === 0) return
    worker.slots = 0
    const ask = { max: 0, waitMs: 0, stays: false }
    await Promise.all(Array.from({ length: shards }, (_, each) => ctx.lanes.pull(lane, each, worker, ask)))
  }

  try {
    while (true) {
      const free = Math.min(limits.slots - running.size, limits.jobs - jobs)
      if (free > 0 && ctx.clock.now() < stopAt) {
        const busy = running.size > 0
        if (!(await pullRound(free, busy)) && !busy) return { jobs }
        continue
      }
      if (limits.jobs === jobs || ctx.clock.now() >= stopAt) {
        await leave()
        if (running.size === 0) return { jobs }
      }
      await Promise.race(running)
    }
  } finally {
    // A lane that does not answer ends the drain, not the jobs in hand.
    await Promise.all(running)
    held.stop()
  }
}
