import { maxThrottles } from '../endings/ending.ts'
import { addUsage, noUsage, type Usage } from '../endings/usage.ts'
import { boundedWait } from '../endings/waits.ts'
import type { GivenUpStatus } from '../lane/lane-state.ts'
import { endItem, endJob } from './end-items.ts'
import { endLate } from './end-late.ts'
import { holdItem } from './hold-item.ts'
import { mayStart } from './item-order.ts'
import {
  type EndedItem,
  isJobEnded,
  type JobEffect,
  type JobHeader,
  type JobItem,
  type JobState,
  type Revival,
  type Wait,
} from './job-state.ts'
import { reviveItems } from './revive-items.ts'

/**
 * The maximum number of tries of one item. A try counts even if its worker died while the try ran alone. An item whose last try failed is
 * `errored`.
 */
export const maxTries = 3

/**
 * An input of a job. A report carries the token of the worker that took the job. An input from the lane carries the deadline of its ticket, which
 * identifies the run.
 */
export type JobInput =
  /**
   * A worker has the job's ticket and takes over from the previous worker. `attempt` counts within the run. `remainingMs` as in `JobHeader`.
   */
  | { type: 'taken'; token: string; attempt: number; deadline: number; remainingMs?: number | undefined }
  | { type: 'item.started'; token: string; index: number }
  | { type: 'item.ended'; token: string; index: number; status: EndedItem; error: string | null; usage: Usage }
  /** The try failed, and another may succeed. */
  | { type: 'item.returned'; token: string; index: number; error: string; usage: Usage }
  /** The item cannot run before `afterMs` have passed. The try does not count. `throttled`: its domain asked for fewer requests. */
  | {
      type: 'item.deferred'
      token: string
      index: number
      afterMs: number
      reason: string
      throttled: boolean
      domain?: string | null
      usage: Usage
    }
  /** An error of ours kept the item from ending. The try does not count. `random` and `unforeseen` as in `ItemReport`. */
  | {
      type: 'item.outage'
      token: string
      index: number
      reason: string
      random: number
      unforeseen?: boolean
      usage: Usage
    }
  | { type: 'cancelled' }
  /** The lane gives the job up. The caller reads the reason. */
  | { type: 'given_up'; status: GivenUpStatus; reason: string; deadline: number }
  | { type: 'deadline' }
  /** The ended job runs again: it becomes `queued`, and the desk readmits it to its lane. */
  | { type: 'revived'; items: Revival }

/** A job that begins. No worker has taken it yet. */
export function beginJob(header: JobHeader, plan: Array<Pick<JobItem, 'label' | 'follows'>>, now: number): JobState {
  const { remainingMs: _, ...known } = header
  return {
    ...known,
    endsAt: endOfRun(header, now),
    status: 'running',
    token: '',
    attempt: 0,
    firstAttempt: 0,
    items: plan.map((item) => ({ ...item, status: 'queued', tries: 0, error: null })),
    queuedAt: header.submittedAt,
    startedAt: now,
    endedAt: null,
    expiresAt: null,
    error: null,
    dead: false,
    usage: noUsage(),
    throttles: {},
    waits: {},
    outages: {},
    alone: {},
  }
}

/**
 * Applies an input to a job. Changes the state in place, so that a job of ten thousand items costs no copies. The effects say what to store and
 * send. An input that is too late (wrong token, ended item, ended job) changes nothing: `accepted` is false.
 */
export function applyToJob(state: JobState, input: JobInput, now: number): { accepted: boolean; effects: JobEffect[] } {
  if (input.type === 'revived') {
    const effects = reviveItems(state, input.items, now)
    return effects.length > 0 ? changed(effects) : refused
  }
  if (isJobEnded(state.status)) return refused
  const isReport = 'token' in input && input.type !== 'taken'
  if (isReport && (state.token === '' || input.token !== state.token)) return refused
  switch (input.type) {
    case 'taken':
      return take(state, input, now)
    case 'item.started': {
      if (!mayStart(state, input.index)) return refused
      const item = state.items[input.index]!
      item.status = 'running'
      item.tries += 1
      delete state.waits[input.index]
      return changed([{ type: 'save_item', index: input.index }])
    }
    case 'item.deferred':
    case 'item.returned':
    case 'item.outage':
    case 'item.ended':
      if (state.items[input.index]?.status !== 'running') return refused
      addUsage(state.usage, input.usage)
      return endTry(state, input, now)
    case 'cancelled':
      return changed(endJob(state, 'cancelled', null, now))
    case 'given_up':
      if (input.deadline !== state.deadline) return refused
      if (input.status === 'timed_out') return changed(endLate(state, input.reason, now))
      state.dead = input.status !== 'cancelled'
      return changed(endJob(state, input.status, input.reason, now))
    case 'deadline':
      if (now < state.endsAt) return refused
      return changed(endLate(state, 'the job did not end by its deadline', now))
  }
}

/** When the job must act although no input arrives: at its deadline or, once it has ended, when its results expire. */
export const nextJobAlarm = (state: JobState): number => state.expiresAt ?? state.endsAt

const refused = { accepted: false, effects: [] }
const changed = (effects: JobEffect[]) => ({ accepted: true, effects })

/** The end of a run by this clock. A header without `remainingMs` has only a time of another clock. */
const endOfRun = ({ deadline, remainingMs }: Pick<JobHeader, 'deadline' | 'remainingMs'>, now: number): number =>
  remainingMs === undefined ? deadline : now + boundedWait(remainingMs, Math.max(0, deadline - now))

function take(state: JobState, run: Extract<JobInput, { type: 'taken' }>, now: number) {
  const { token, attempt, deadline } = run
  // A worker that lost its lease may arrive late. It must not take the job from its successor.
  if (deadline !== state.deadline || state.firstAttempt + attempt < state.attempt) return refused
  const first = state.token === ''
  if (first) state.startedAt = now
  state.status = 'running'
  state.endsAt = endOfRun(run, now)
  delete state.doubted
  state.token = token
  state.attempt = state.firstAttempt + attempt
  const effects: JobEffect[] = first ? [{ type: 'event', event: { kind: 'job.started' } }] : []
  for (const [index, item] of state.items.entries()) {
    if (item.status !== 'running') continue
    if (!state.alone[index]) {
      // Any work that the dead worker held may have killed it, so this try does not count, and the next one is alone.
      state.alone[index] = true
      item.tries -= 1
    } else if (item.tries >= maxTries) {
      effects.push(...endItem(state, index, 'errored', `its worker died in the last of ${item.tries} tries`, now))
      continue
    }
    item.status = 'queued'
    effects.push({ type: 'save_item', index })
  }
  if (state.items.length === 0) effects.push(...endJob(state, 'completed', null, now))
  return changed(effects)
}

function endTry(state: JobState, input: Extract<JobInput, { usage: Usage }>, now: number) {
  const { index } = input
  const item = state.items[index]!
  delete state.alone[index]
  if (input.type === 'item.outage') return changed(holdItem(state, input, now))
  if (input.type === 'item.ended') return changed(endItem(state, index, input.status, input.error, now))
  if (input.type === 'item.returned') {
    if (item.tries >= maxTries) return changed(endItem(state, index, 'errored', input.error, now))
    delete state.outages[index]
    item.error = input.error
  } else {
    const throttles = (state.throttles[index] ?? 0) + (input.throttled ? 1 : 0)
    if (throttles > maxThrottles) {
      const error = `given up after ${throttles} refusals: ${input.reason}`
      return changed(endItem(state, index, 'errored', error, now))
    }
    const { reason, domain } = input
    const wait: Wait = { reason, until: now + input.afterMs, ...(domain ? { domain } : {}) }
    if (wait.until >= state.endsAt) return changed(endItem(state, index, 'errored', tooLate(wait, state.endsAt), now))
    if (input.throttled) state.throttles[index] = throttles
    state.waits[index] = wait
    item.tries -= 1
  }
  item.status = 'queued'
  return changed([{ type: 'save_item', index }])
}

/** Why an item ends whose wait would outlast its job. Other items, and the next job, do not wait for it. */
const tooLate = ({ reason, until }: Wait, deadline: number): string =>
  `not reached: ${reason}; the wait until ${iso(until)} would outlast the deadline, ${iso(deadline)}`

const iso = (ms: number) => new Date(ms).toISOString()
