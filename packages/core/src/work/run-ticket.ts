import type { Context } from '../context.ts'
import { done, type Outcome } from '../endings/ending.ts'
import { Exclusion } from '../exclusion.ts'
import type { JobWorker } from '../job/job-port.ts'
import { planJob } from '../job/plan-job.ts'
import type { LaneName } from '../lane/lane.ts'
import type { HeldTicket, LaneWorker } from '../lane/lane-port.ts'
import type { OutletContext } from '../outlet/scan-outlet.ts'
import { fetchUntil } from '../visit/fetch-once.ts'
import { PagesAtHand } from '../visit/pages-at-hand.ts'
import { runItem } from './run-item.ts'

/** The part of the context that running a job needs. */
export type RunningContext = Omit<OutletContext, 'renderer' | 'atHand'> &
  Pick<Context, 'openRenderer'> & { lanes: LaneWorker; jobs: JobWorker }

/** Limits of one invocation's work on a ticket. */
export interface RunLimits {
  itemSlots: number
  /** False when no further item may start in this invocation. */
  mayBegin(): boolean
  /** Aborts when the worker loses the ticket: no further item starts, and running items are stopped. */
  lost: AbortSignal
  /** Shared by the tickets of one worker. An item that may have killed a worker runs alone. */
  exclusion?: Exclusion
  /** Renews the ticket's lease now, so that its lane knows that the worker got as far as its items. */
  renew?(): Promise<void>
}

/** Pause before another try at a failed item. */
const retryDelayMs = 500
/** With nothing else to run, the worker waits this long for a deferred item. For a longer wait, it returns the ticket to its lane. */
const shortWaitMs = 1_000

/**
 * Runs a job's items until none is left, or none may start now. A deferred item does not delay others. A job that refuses a report has ended
 * otherwise or belongs to another worker: `done` then ends the ticket, or has no effect under the outdated token. When the job refuses a start, the
 * ticket is returned to its lane.
 */
export async function runTicket(
  ctx: RunningContext,
  lane: LaneName,
  ticket: HeldTicket,
  limits: RunLimits,
): Promise<Outcome> {
  const { exclusion = new Exclusion() } = limits
  const plan = planJob(ticket.spec)
  if (plan.length === 0)
    return { kind: 'reject', reason: `there is nothing to do in a job of the kind "${ticket.spec.kind}"` }
  const { id, keyId, spec, submittedAt, deadline, remainingMs, token } = ticket
  const header = { id, keyId, lane, spec, submittedAt, deadline, remainingMs }
  const mayStart = !limits.lost.aborted && limits.mayBegin()
  const taken = await ctx.jobs.take(header, plan, token, ticket.attempt, mayStart ? limits.itemSlots : 0)
  if (!taken || taken.ended) return done

  const renderer = ctx.openRenderer(plan.length, limits.lost, keyId)
  const itemContext = {
    ...ctx,
    keyId,
    work: id,
    renderer,
    fetch: fetchUntil(ctx.fetch, limits.lost),
    atHand: new PagesAtHand(ctx.clock),
  }
  let ready = new Set(taken.ready)
  const alone = new Set(taken.alone)
  const running = new Map<number, Promise<void>>()
  const takenAt = ctx.clock.now()
  const waiting = new Map<number, Waiting>(
    (taken.resting ?? []).map(({ index, restMs, reason }) => [index, { since: takenAt, afterMs: restMs, reason }]),
  )
  let over = false
  let refused = false

  const mayStartMore = () => !refused && !over && !limits.lost.aborted && limits.mayBegin()

  const startOne = async (index: number) => {
    // It may have waited for its turn.
    if (!mayStartMore()) ready.add(index)
    else if (await ctx.jobs.startItem(id, token, index)) await runOne(index)
    else refused = true
  }

  const startAlone = async (index: number) => {
    await limits.renew?.()
    await startOne(index)
  }

  const runOne = async (index: number) => {
    alone.delete(index)
    const outcome = await runItem(itemContext, ticket, lane, plan[index]!.work)
    if (outcome.type === 'returned' && !limits.lost.aborted) await ctx.clock.sleep(retryDelayMs)
    const answer = await ctx.jobs.reportItem(id, token, index, outcome)
    if (!answer || answer.ended) over = true
    else {
      // Before the others, so that work on one outlet is finished before work on another begins.
      const first = answer.ready.filter((next) => next === index || !running.has(next))
      ready = new Set([...first, ...ready])
      const restMs = answer.restMs ?? (outcome.type === 'deferred' && answer.isOpen ? outcome.afterMs : null)
      if (restMs !== null && 'reason' in outcome)
        waiting.set(index, { since: ctx.clock.now(), afterMs: restMs, reason: outcome.reason })
    }
  }

  const keep = (index: number, work: Promise<void>) => {
    running.set(
      index,
      work.finally(() => running.delete(index)),
    )
  }

  const startSome = () => {
    const now = ctx.clock.now()
    for (const [index, wait] of waiting) {
      if (leftOf(wait, now) > 0) continue
      waiting.delete(index)
      ready.add(index)
    }
    if (!mayStartMore()) return
    const inOrder = alone.size > 0 ? [...ready].sort((a, b) => Number(alone.has(a)) - Number(alone.has(b))) : ready
    for (const index of inOrder) {
      if (running.size >= limits.itemSlots) break
      if (running.has(index)) continue
      ready.delete(index)
      keep(
        index,
        alone.has(index) ? exclusion.alone(() => startAlone(index)) : exclusion.together(() => startOne(index)),
      )
    }
  }

  try {
    for (const index of taken.started)
      keep(
        index,
        exclusion.together(() => runOne(index)),
      )
    while (!over) {
      startSome()
      const now = ctx.clock.now()
      const next = soonest(waiting, now)
      const wait = next ? leftOf(next, now) : Number.POSITIVE_INFINITY
      const mayWait = mayStartMore() && wait <= shortWaitMs
      if (running.size === 0 && !mayWait) break
      // A deferred item whose time is reached while others run starts with the next pass of the loop.
      await Promise.race([...running.values(), ...(wait <= shortWaitMs ? [ctx.clock.sleep(wait)] : [])])
    }
  } finally {
    // Items that have begun always end first, because their pages and permits must not outlive the ticket.
    await Promise.allSettled(running.values())
    await renderer.close()
  }
  if (over) return done
  if (refused) return { kind: 'defer', afterMs: 0, reason: 'an item could not start' }
  const now = ctx.clock.now()
  const next = soonest(waiting, now)
  if (next && ready.size === 0) return { kind: 'defer', afterMs: leftOf(next, now), reason: next.reason }
  return { kind: 'defer', afterMs: 0, reason: 'it continues in another invocation' }
}

/** An item that waits. `since` by the worker's clock. */
interface Waiting {
  since: number
  afterMs: number
  reason: string
}

/** How much of a wait is left, in ms. If the clock was set back meanwhile, the wait is over: a request too early costs little. */
const leftOf = ({ since, afterMs }: Waiting, now: number): number =>
  now < since ? 0 : Math.max(0, since + afterMs - now)

const soonest = (waiting: Map<number, Waiting>, now: number): Waiting | undefined =>
  [...waiting.values()].toSorted((a, b) => leftOf(a, now) - leftOf(b, now))[0]
