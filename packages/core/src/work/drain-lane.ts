import { outagePauseMs } from '../endings/outage.ts'
import { Exclusion } from '../exclusion.ts'
import type { LaneName } from '../lane/lane.ts'
import type { HeldTicket } from '../lane/lane-port.ts'
import { HeldTickets } from './held-tickets.ts'
import { type RunningContext, runTicket } from './run-ticket.ts'

/** Pause before the second attempt at a ticket that failed as a whole, because an object did not answer. It doubles with each attempt. */
const firstPauseMs = 4_000

/** While all slots are full and a key waits that holds fewer tickets, a job gives its slot back after this time. */
const sliceMs = 30_000

/** How long a round over the shards waits for more work while jobs run. */
const newsMs = 500

/** How long a round for the spare slots waits. It ends as soon as there is a ticket. */
const spareNewsMs = 2_000

/** The limits of one invocation. */
export interface DrainLimits {
  /** The maximum number of concurrent jobs. */
  slots: number
  /** Further concurrent jobs, of keys that hold no ticket when they begin. */
  spareSlots: number
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
  /** The round for the spare slots that is in progress, and their number. */
  let asking: Promise<boolean> | null = null
  let asked = 0

  const run = async (ticket: HeldTicket) => {
    const lost = held.hold(ticket)
    const since = ctx.clock.now()
    const isSliceOver = () => {
      const heldMs = ctx.clock.now() - since
      return running.size >= limits.slots && (heldMs < 0 || heldMs >= sliceMs) && held.isWanted(ticket)
    }
    try {
      const { itemSlots } = limits
      const renew = () => held.renew(ticket)
      const outcome = await runTicket(ctx, lane, ticket, {
        itemSlots,
        mayBegin: () => mayBegin() && !isSliceOver(),
        lost,
        exclusion,
        renew,
      })
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

  /** The free slots, and the free spare ones. Those of a pull in progress are not free. */
  const freeSlots = () => {
    const mayTake = (slots: number) => Math.max(0, Math.min(slots - running.size, limits.jobs - jobs - asked))
    const max = mayTake(limits.slots)
    return { max, spare: asked > 0 ? 0 : mayTake(limits.slots + limits.spareSlots) - max }
  }

  /** Pulls from each shard until `wanted` slots are full, and waits up to `waitMs` at the last one if none had a ticket. False: none had one. */
  const pullRound = async (wanted: () => { max: number; spare: number }, waitMs: number, stays: boolean) => {
    const before = jobs
    for (let shardsLeft = shards; shardsLeft > 0; shardsLeft--) {
      const { max, spare } = wanted()
      if (max + spare === 0) break
      const wait = jobs === before && shardsLeft === 1 ? waitMs : 0
      const tickets = await ctx.lanes.pull(lane, turn++ % shards, worker, { max, spare, waitMs: wait, stays })
      for (const ticket of tickets) {
        const work: Promise<void> = run(ticket).finally(() => running.delete(work))
        running.add(work)
      }
      jobs += tickets.length
    }
    return jobs > before
  }

  /** While no other slot is free, waits for tickets of keys that hold none. One such round at a time. */
  const fillSpare = (): Array<Promise<unknown>> => {
    const { spare } = freeSlots()
    if (spare > 0 && mayBegin()) {
      asked = spare
      const before = running.size
      const left = () => ({ max: 0, spare: Math.max(0, spare - Math.max(0, running.size - before)) })
      asking = pullRound(left, spareNewsMs, true).finally(() => {
        asked = 0
        asking = null
      })
      // It is awaited later, or not at all when the drain has failed meanwhile.
      asking.catch(() => {})
    }
    return asking ? [asking] : []
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
      if (mayBegin() && freeSlots().max > 0) {
        const busy = running.size > 0
        // An idle worker leaves a shard without tickets.
        if ((await pullRound(freeSlots, busy ? newsMs : 0, busy)) || busy) continue
        await asking
        if (running.size === 0) return { jobs }
        continue
      }
      if (jobs >= limits.jobs || !mayBegin()) {
        await leave()
        await asking
        if (running.size === 0) return { jobs }
      }
      await Promise.race([...running, ...fillSpare()])
    }
  } finally {
    // A lane that does not answer ends the drain, but not the jobs that run.
    await Promise.all(running)
    held.stop()
  }
}
