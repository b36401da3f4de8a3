import { ourFault } from '../endings/outage.ts'
import {
  type EndedItem,
  isItemEnded,
  type JobEffect,
  type JobItem,
  type JobState,
  type JobStatus,
} from './job-state.ts'

/** How long results are kept after the end, unless the job asks for another time. */
export const resultTtlMs = 3_600_000

/** Ends an item, and with the last one the job. */
export function endItem(
  state: JobState,
  index: number,
  status: EndedItem,
  error: string | null,
  now: number,
): JobEffect[] {
  const item = state.items[index]!
  item.status = status
  item.error = error
  delete state.throttles[index]
  delete state.outages[index]
  delete state.alone[index]
  const effects: JobEffect[] = [
    { type: 'save_item', index },
    { type: 'event', event: { kind: 'job.item', index } },
  ]
  if (state.items.every((other) => isItemEnded(other.status)))
    effects.push(...endJob(state, verdict(state.items), null, now))
  return effects
}

function verdict(items: JobItem[]): JobStatus {
  const bad = items.filter((item) => item.status === 'errored' || item.status === 'disallowed').length
  if (bad === 0) return 'completed'
  return items.some((item) => item.status === 'completed') ? 'partial' : 'failed'
}

/** Why an item did not end by itself in a job that was given up or timed out. */
const unfinished = (why: string | null): string => (why === null ? 'not reached' : `not finished: ${why}`)

/** Ends the job. An item that has not ended is cancelled; if an error of ours kept it from ending, its error says so, and that of a late job. */
export function endJob(state: JobState, status: JobStatus, error: string | null, now: number): JobEffect[] {
  const effects: JobEffect[] = []
  let late: string | null = null
  for (const [index, item] of state.items.entries()) {
    if (isItemEnded(item.status)) continue
    item.status = 'cancelled'
    const outage = state.outages[index]
    const why = outage ? `${ourFault}: ${outage.reason}` : (state.waits[index]?.reason ?? item.error)
    if (status !== 'cancelled') item.error = unfinished(why)
    if (outage) late ??= `item "${item.label}": ${why}`
    effects.push({ type: 'save_item', index })
  }
  state.status = status
  state.error = error ?? (status === 'failed' ? (state.items.find((item) => item.error)?.error ?? null) : null)
  if (status === 'timed_out' && late) state.error = `${error}; ${late}`
  state.throttles = {}
  state.waits = {}
  state.outages = {}
  state.alone = {}
  delete state.doubted
  state.endedAt = now
  state.expiresAt = now + (state.spec.ttl === undefined ? resultTtlMs : state.spec.ttl * 1000)
  const kind =
    status === 'cancelled'
      ? 'job.cancelled'
      : status === 'completed' || status === 'partial'
        ? 'job.completed'
        : 'job.failed'
  effects.push({ type: 'event', event: { kind } })
  return effects
}
