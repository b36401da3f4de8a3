import { aheadOf, type LaneState, type Ticket } from './lane-state.ts'
import type { Pace } from './pace.ts'

/**
 * What a caller is told of a waiting job. `position` counts from 1 among the caller's own jobs that wait to begin; seconds from now
 * until it begins, and until it has ended.
 */
export interface Forecast {
  position: number
  startSeconds: Estimate
  etaSeconds: Estimate
}

/** What half, and nine of ten, will not exceed. */
interface Estimate {
  p50: number
  p90: number
}

/** The pace of a lane in the numbers that a forecast needs; milliseconds. `free`: slots that wait for work. */
export interface PaceSummary {
  parallel: number
  free: number
  mean: number
  deviation: number
  p50: number
  p90: number
  samples: number
}

/** What stands before a key's jobs besides its own waiting ones: its paused ones, and how many each other key has. */
export interface Rivals {
  ownPaused: number
  others: number[]
}

/** Assumed of a job until any has been served. */
const unknownServiceMs = 5_000
/** The ninetieth percentile of a standard normal. */
const z90 = 1.2816
/** Workers come and go: how far, relatively, the measured parallelism may be off. */
const parallelDoubt = 0.2

/** Sums up what is known of the pace while `held` tickets are with workers. */
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

/** What stands before the jobs of a key. */
export function rivalsOf({ queues }: LaneState, keyId: string): Rivals {
  const others: number[] = []
  for (const [other, { waiting, paused }] of queues) if (other !== keyId) others.push(waiting.length + paused.length)
  return { ownPaused: queues.get(keyId)?.paused.length ?? 0, others }
}

/**
 * The forecast for a job that has `ahead` of its own key's before it. Under round-robin as many of each other key go before it too. It
 * begins when so many tickets have left their slots: departures of `parallel` independent renewal processes, whose time is
 * normal for many of them (Cox, Renewal Theory, 1962, chapter 3), with the doubt about mean and parallelism added.
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

/** Forecasts the lane's tickets as of now; what is the same for many is summed up once. Null for one that does not wait to begin. */
export function forecastsOf(state: LaneState): (ticket: Ticket | undefined) => Forecast | null {
  const pace = summarizePace(state.pace, state.leased.size)
  const rivals = new Map<string, Rivals>()
  return (ticket) => {
    if (!ticket || ticket.lease || ticket.paused) return null
    const { keyId, sequence } = ticket
    const known = rivals.get(keyId) ?? rivalsOf(state, keyId)
    rivals.set(keyId, known)
    return forecastAt(aheadOf(state.queues.get(keyId)?.waiting ?? [], sequence), known, pace)
  }
}

/** The least of the sorted numbers that a share `q` of them does not exceed. */
export const quantile = (sorted: number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!

const inSeconds = (ms: number): number => Math.ceil(ms / 1000)
