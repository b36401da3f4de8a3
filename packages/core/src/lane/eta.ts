import { aheadOf, type LaneState, lineOf, type Ticket } from './lane-state.ts'
import type { Pace } from './pace.ts'

/**
 * The forecast for a waiting job. `position` counts from 1 among the caller's own jobs that wait to begin. The seconds count from now, to the
 * job's start and to its end.
 */
export interface Forecast {
  position: number
  startSeconds: Estimate
  etaSeconds: Estimate
}

/** An estimate as its median and its 90th percentile. */
interface Estimate {
  p50: number
  p90: number
}

/** The pace of a lane in the figures that a forecast needs. Times are milliseconds. `free`: slots without work. */
export interface PaceSummary {
  parallel: number
  free: number
  mean: number
  deviation: number
  p50: number
  p90: number
  samples: number
}

/** The jobs before a key's waiting jobs: the number of its own paused jobs, and the number of jobs of each other key. */
export interface Rivals {
  ownPaused: number
  others: number[]
}

/** The assumed service time before the first job has ended. */
const unknownServiceMs = 5_000
/** The ninetieth percentile of a standard normal. */
const z90 = 1.2816
/** The relative error of the measured parallelism, since workers start and stop. */
const parallelDoubt = 0.2

/** Summarizes the pace while workers hold `held` tickets. */
export function summarizePace({ serviceMs, parallel }: Pace, held: number): PaceSummary {
  const samples = serviceMs.length
  const sorted = samples > 0 ? serviceMs.toSorted((a, b) => a - b) : [unknownServiceMs]
  const mean = sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length
  const variance = sorted.reduce((sum, ms) => sum + (ms - mean) ** 2, 0) / sorted.length
  return {
    parallel: Math.max(1, parallel),
    free: Math.max(0, Math.round(parallel) - held),
    mean,
    deviation: samples > 1 ? Math.sqrt(variance) : mean,
    p50: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
    samples,
  }
}

/** The jobs before the waiting jobs of a key. */
export function rivalsOf({ queues }: LaneState, keyId: string): Rivals {
  const others: number[] = []
  for (const [other, { waiting, paused }] of queues) if (other !== keyId) others.push(waiting.length + paused.length)
  return { ownPaused: queues.get(keyId)?.paused.length ?? 0, others }
}

/**
 * The forecast for a job with `ahead` jobs of its own key before it. Round-robin puts as many of each other key before it, too. The job begins
 * after that many departures from `parallel` independent renewal processes. Their time is normal for many departures (Cox, Renewal Theory, 1962,
 * chapter 3); the errors of the mean and of the parallelism are added.
 */
export function forecastAt(ahead: number, { ownPaused, others }: Rivals, pace: PaceSummary): Forecast {
  const before = others.reduce((sum, count) => sum + Math.min(count, ahead + 1), ahead + ownPaused)
  const departures = Math.max(0, before + 1 - pace.free)
  const every = pace.mean / pace.parallel
  const start = departures * every
  const spread = pace.deviation / pace.mean
  const doubt = (spread * spread) / Math.max(1, pace.samples) + parallelDoubt ** 2
  const late = z90 * Math.sqrt(departures * (every * spread) ** 2 + start * start * doubt)
  return {
    position: ahead + 1,
    startSeconds: { p50: inSeconds(start), p90: inSeconds(start + late) },
    etaSeconds: {
      p50: inSeconds(start + pace.p50),
      p90: inSeconds(start + pace.p50 + Math.hypot(late, pace.p90 - pace.p50)),
    },
  }
}

/** Forecasts tickets of the lane as of now, with the figures of each key computed once. Null for a ticket that does not wait to begin. */
export function forecastsOf(state: LaneState): (ticket: Ticket | undefined) => Forecast | null {
  const pace = summarizePace(state.pace, state.leased.size)
  const rivals = new Map<string, Rivals>()
  return (ticket) => {
    if (!ticket || ticket.lease || ticket.paused) return null
    const line = lineOf(ticket)
    const known = rivals.get(line) ?? rivalsOf(state, line)
    rivals.set(line, known)
    return forecastAt(aheadOf(state.queues.get(line)?.waiting ?? [], ticket.sequence), known, pace)
  }
}

/** The `q` quantile of sorted numbers. */
export const quantile = (sorted: number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!

const inSeconds = (ms: number): number => Math.ceil(ms / 1000)
