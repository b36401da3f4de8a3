import { isClockKey } from '../clock-key.ts'
import type { Forecast } from '../lane/eta.ts'
import type { LaneName } from '../lane/lane.ts'
import type { WaitingJob } from '../lane/lane-port.ts'
import { type DomainUse, describeDomain } from '../permit/domain-use.ts'
import type { JobView } from './job-port.ts'
import type { EndedStatus, JobStatus, Wait } from './job-state.ts'

/** Why a job waits, or how it ended. `message` is display text; `what` names the waiting item, or the job itself. */
export interface Explanation {
  state: JobStatus
  message: string
  waits: Array<Pick<Wait, 'reason' | 'until'> & { what: string }>
  /** Null once the job has left its lane. */
  forecast: Forecast | null
}

/** The present state of domains. */
export type DomainUses = ReadonlyMap<string, DomainUse>

/** Explains a job that its lane holds. `running`: jobs of all callers that run in the lane. */
export function explainWaiting(
  { id, keyId, forecast, reason, notBefore }: WaitingJob,
  { lane, running }: { lane: LaneName; running: number },
  now: number,
): Explanation {
  const explained = { state: 'queued' as const, waits: [], forecast }
  if (reason && notBefore > now) {
    const message = `It waits until ${iso(notBefore)} at the soonest: ${reason}.`
    return { ...explained, message, waits: [{ what: `job ${id}`, reason, until: notBefore }] }
  }
  if (forecast) {
    const { position, startSeconds } = forecast
    const others = `${running} ${running === 1 ? 'job' : 'jobs'} of all callers ${running === 1 ? 'runs' : 'run'}`
    const before = reason ? ` It returned to its lane: ${reason}.` : ''
    const whose = isClockKey(keyId) ? "the clock's sweeps" : 'your jobs'
    const message = `It is the ${ordinal(position)} of ${whose} in the ${lane} lane; ${others}; it starts ${inAbout(startSeconds.p50)}.${before}`
    return { ...explained, message }
  }
  if (reason)
    return { ...explained, message: `It returned to its lane: ${reason}. It runs again when a worker is free.` }
  return { ...explained, message: 'A worker has taken it and will start it soon.' }
}

/** Explains a job that has begun, or is queued to run again. An item that waits for a domain in `uses` has its present state as the reason. */
export function explainRunning(
  { status, lane, completed, failed, total, waits }: JobView,
  uses: DomainUses,
  now: number,
): Explanation {
  const reasonOf = ({ domain = '', reason, until }: Wait) => {
    const use = uses.get(domain)
    const next = until > now ? `, next permit in ${((until - now) / 1000).toFixed(1)} s` : ''
    return use ? describeDomain(domain, use) + next : reason
  }
  const explained = {
    state: status,
    waits: waits.map((wait) => ({ what: `item "${wait.label}"`, reason: reasonOf(wait), until: wait.until })),
    forecast: null,
  }
  const progress = `ended items: ${completed + failed} of ${total}`
  if (status === 'queued') return { ...explained, message: `It waits in the ${lane} lane to run again; ${progress}.` }
  const [first] = explained.waits
  if (!first) return { ...explained, message: `It runs; ${progress}.` }
  const when = first.until > now ? `until ${iso(first.until)}` : 'to start again'
  const message = `It runs; ${progress}; ${first.what} waits ${when}: ${first.reason}.`
  return { ...explained, message }
}

/** Explains a job that has ended. */
export function explainEnded({ dead, endedAt, total, failed, error }: JobView, status: EndedStatus): Explanation {
  const at = iso(endedAt!)
  const why = error ? `: ${error}` : ''
  const messages: Record<EndedStatus, string> = {
    completed: `It was completed at ${at}: none of its ${total} items failed.`,
    partial: `It ended at ${at}, and ${failed} of its ${total} items failed: a retry runs the errored items again.`,
    failed: dead
      ? `It was given up at ${at}${why}. A replay runs its unfinished items again.`
      : `It failed at ${at}${why}. A retry runs the errored items again.`,
    cancelled: `It was cancelled at ${at}.`,
    timed_out: `It timed out at ${at}${why}. A replay runs its unfinished items again.`,
  }
  return { state: status, message: messages[status], waits: [], forecast: null }
}

const iso = (ms: number) => new Date(ms).toISOString()

const suffixes: Record<string, string> = { one: 'st', two: 'nd', few: 'rd' }
const rules = new Intl.PluralRules('en', { type: 'ordinal' })
const ordinal = (n: number) => `${n}${suffixes[rules.select(n)] ?? 'th'}`

function inAbout(seconds: number): string {
  if (seconds < 1) return 'in a moment'
  if (seconds < 120) return `in about ${seconds} s`
  return seconds < 7_200 ? `in about ${Math.round(seconds / 60)} min` : `in about ${Math.round(seconds / 3_600)} h`
}
