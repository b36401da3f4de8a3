import type { PositionReport } from './sample-positions.ts'

/** The accuracy of the reported positions and forecasts. Shares are of the judged jobs; null without any. */
export interface PositionsVerdict {
  samples: number
  /** How often a position was higher than the previous one. */
  rises: number
  judged: number
  /**
   * Jobs whose start missed the forecast p50 by at most a quarter. The forecast is from a minute before the start, or from half of a
   * shorter wait.
   */
  withinQuarter: number | null
  /** Jobs that started no later than the p90 of the same forecast. */
  beforeP90: number | null
}

const aheadMs = 60_000

/** Compares the reports with the starts of the jobs (epoch milliseconds by id). */
export function judgePositions(
  reports: readonly PositionReport[],
  startedAt: ReadonlyMap<string, number>,
): PositionsVerdict {
  const byJob = Map.groupBy(reports, ({ id }) => id)
  let rises = 0
  let judged = 0
  let near = 0
  let early = 0
  for (const [id, samples] of byJob) {
    for (const [n, { position }] of samples.entries()) if (n > 0 && position > samples[n - 1]!.position) rises += 1
    const start = startedAt.get(id)
    const first = samples[0]!
    if (start === undefined || start <= first.at) continue
    const sample = nearest(samples, start - Math.min(aheadMs, (start - first.at) / 2))
    if (!sample.startsIn) continue
    const left = (start - sample.at) / 1000
    judged += 1
    if (Math.abs(left - sample.startsIn.p50) <= sample.startsIn.p50 / 4) near += 1
    if (left <= sample.startsIn.p90) early += 1
  }
  const share = (count: number) => (judged > 0 ? count / judged : null)
  return { samples: reports.length, rises, judged, withinQuarter: share(near), beforeP90: share(early) }
}

const nearest = (samples: readonly PositionReport[], at: number): PositionReport =>
  samples.reduce((best, one) => (Math.abs(one.at - at) < Math.abs(best.at - at) ? one : best))
