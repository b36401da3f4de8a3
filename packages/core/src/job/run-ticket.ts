import type { Context } from '../context.ts'
import type { Lane } from '../lane/lane.ts'
import type { HeldTicket } from '../lane/lane-port.ts'
import { done, type Outcome } from '../outcome.ts'
import type { OutletContext } from '../outlet/scan-outlet.ts'
import { planJob } from './plan-job.ts'
import { runItem } from './run-item.ts'

/** What a job's items and their reports need. */
export type RunningContext = OutletContext & Pick<Context, 'lanes' | 'jobs'>

/** How much of a ticket one invocation may do. */
export interface RunLimits {
  itemSlots: number
  /** No further item starts after it. */
  stopAt: number
  /** Whether the ticket's lease is still ours. */
  isHeld(): boolean
}

/** Pause before another try at an item that has failed. */
const retryDelayMs = 500

/**
 * Runs a job's items until none is left, or none may start now. When the job refuses a report it has ended another way, or
 * somebody else has it: then `done` ends the ticket, or means nothing under a token that is no longer good. When it refuses a
 * start, the ticket goes back and whoever gets it next is told why.
 */
export async function runTicket(
  ctx: RunningContext,
  lane: Lane,
  ticket: HeldTicket,
  limits: RunLimits,
): Promise<Outcome> {
  const plan = planJob(ticket.spec)
  if (plan.length === 0)
    return { kind: 'reject', reason: `there is nothing to do in a job of the kind "${ticket.spec.kind}"` }
  const { id, keyId, spec, submittedAt, deadline, token } = ticket
  const taken = await ctx.jobs.take({ id, keyId, lane, spec, submittedAt, deadline }, plan, token, ticket.attempt)
  if (!taken || taken.ended) return done

  const ready = new Set(taken.ready)
  const running = new Map<number, Promise<void>>()
  let over = false
  // Assigned in a closure, which the compiler cannot see: hence the assertion.
  let deferred = null as { until: number; reason: string } | null

  const runOne = async (index: number) => {
    if (!(await ctx.jobs.startItem(id, token, index))) {
      deferred ??= { until: ctx.clock.now(), reason: 'an item could not start' }
      return
    }
    const outcome = await runItem(ctx, ticket, lane, plan[index]!.work)
    if (outcome.type === 'deferred') deferred = { until: outcome.until, reason: outcome.reason }
    if (outcome.type === 'returned') await ctx.clock.sleep(retryDelayMs)
    const answer = await ctx.jobs.reportItem(
      id,
      token,
      index,
      outcome.type === 'deferred' ? { type: 'deferred' } : outcome,
    )
    if (!answer || answer.ended) over = true
    // An answer may name an item whose start is under way.
    else for (const next of answer.ready) if (next === index || !running.has(next)) ready.add(next)
  }

  try {
    while (!over) {
      const mayStart = !deferred && limits.isHeld() && ctx.clock.now() < limits.stopAt
      for (const index of mayStart ? ready : []) {
        if (running.size >= limits.itemSlots) break
        if (running.has(index)) continue
        ready.delete(index)
        running.set(
          index,
          runOne(index).finally(() => running.delete(index)),
        )
      }
      if (running.size === 0) break
      await Promise.race(running.values())
    }
  } finally {
    // Whatever happened, what has begun ends first: its page and permits must not outlive the ticket.
    await Promise.allSettled(running.values())
  }
  if (over) return done
  return { kind: 'defer', ...(deferred ?? { until: ctx.clock.now(), reason: 'goes on in another invocation' }) }
}
