import { type RunningContext, runTicket } from '../job/run-ticket.ts'
import type { Lane } from './lane.ts'
import { leaseMs } from './lane-machine.ts'
import type { HeldTicket } from './lane-port.ts'

/** Pause before a ticket that failed as a whole (the database or an object did not answer) is handed out again. */
const retryMs = 5_000

/** With work in hand, a pull waits so long for more of it. */
const newsMs = 500

/** How much one invocation takes on. */
export interface DrainLimits {
  /** Jobs at a time. */
  slots: number
  /** Items of one job at a time. */
  itemSlots: number
  /** For how long new work is taken; the invocation may take longer by the work in hand. */
  budgetMs: number
}

/**
 * Works on a lane until it is empty or the time is up: pulls tickets into free slots, keeps their leases, and tells the lane what
 * came of each.
 */
export async function drainLane(
  ctx: RunningContext,
  lane: Lane,
  shard: number,
  limits: DrainLimits,
): Promise<{ jobs: number }> {
  const stopAt = ctx.clock.now() + limits.budgetMs
  const held = new Map<string, HeldTicket>()
  const running = new Set<Promise<void>>()
  let jobs = 0

  const run = async (ticket: HeldTicket) => {
    held.set(ticket.id, ticket)
    try {
      const outcome = await runTicket(ctx, lane, ticket, {
        itemSlots: limits.itemSlots,
        stopAt,
        isHeld: () => held.get(ticket.id) === ticket,
      })
      await ctx.lanes.finish(ticket, outcome)
    } catch (error) {
      const reason = String(error)
      ctx.log.error('ticket.failed', { jobId: ticket.id, attempt: ticket.attempt, error: reason })
      // Where even this fails, the lease runs out: another worker then goes on where this one stopped.
      await ctx.lanes.finish(ticket, { kind: 'retry', at: ctx.clock.now() + retryMs, reason }).catch(() => {})
    } finally {
      release(held, ticket)
    }
  }

  const stopRenewing = keepRenewing(ctx, lane, shard, held)
  try {
    while (true) {
      const free = limits.slots - running.size
      if (free > 0 && ctx.clock.now() < stopAt) {
        const waitMs = running.size > 0 ? newsMs : 0
        const tickets = await ctx.lanes.pull(lane, shard, free, waitMs)
        for (const ticket of tickets) {
          jobs += 1
          const work: Promise<void> = run(ticket).finally(() => running.delete(work))
          running.add(work)
        }
        // Only an empty answer to a pull that did not wait tells the lane that this worker leaves, and that the next job needs a wake-up.
        if (tickets.length === 0 && waitMs === 0) return { jobs }
        continue
      }
      if (running.size === 0) {
        // Its time is up: a pull for nothing says so, and the lane wakes another for what is left.
        await ctx.lanes.pull(lane, shard, 0, 0)
        return { jobs }
      }
      await Promise.race(running)
    }
  } finally {
    // A lane that does not answer ends the drain, not the jobs in hand.
    await Promise.all(running)
    stopRenewing()
  }
}

/** A ticket whose lease ran out may have come back here under another token: that one stays. */
function release(held: Map<string, HeldTicket>, ticket: HeldTicket): void {
  if (held.get(ticket.id) === ticket) held.delete(ticket.id)
}

/** Renews what is held at a third of the lease; what the lane no longer grants is dropped from `held`, and its work stops. */
function keepRenewing(ctx: RunningContext, lane: Lane, shard: number, held: Map<string, HeldTicket>): () => void {
  let stopped = false
  const renew = async () => {
    while (!stopped) {
      await ctx.clock.sleep(leaseMs / 3)
      if (stopped || held.size === 0) continue
      const tickets = [...held.values()]
      try {
        const kept = new Set(await ctx.lanes.renew(lane, shard, tickets))
        for (const ticket of tickets) if (!kept.has(ticket.id)) release(held, ticket)
      } catch (error) {
        ctx.log.warn('lease.renewal_failed', { lane, error: String(error) })
      }
    }
  }
  void renew()
  return () => {
    stopped = true
  }
}
