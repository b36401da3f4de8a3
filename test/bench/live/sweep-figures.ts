import { type Spread, spreadOf } from '../rounds.ts'
import type { Arm } from './arms.ts'
import type { Measured } from './measure.ts'

/** Sweeps of one size: medians of the rounds. */
export interface SweepFigures {
  outlets: number
  /** During live requests. */
  perMinute: Spread
  perMinuteAlone: Spread
  /** The ratio of the two in the same round. */
  ofAlone: Spread
  /** The duration of one sweep alone, in seconds. */
  seconds: number
  /** Processor seconds of workerd and Postgres for one sweep alone. */
  cpuSeconds: number
}

export function sweepFigures(
  { outlets }: Arm,
  withLive: readonly Measured[],
  alone: readonly Measured[],
): SweepFigures {
  const perMinute = ({ sweeps }: Measured) => (60 * outlets) / spreadOf(sweeps).median
  const cpu = ({ use, sweeps }: Measured) => ((use.byRole.workerd + use.byRole.postgres) * use.seconds) / sweeps.length
  return {
    outlets,
    perMinute: spreadOf(withLive.map(perMinute)),
    perMinuteAlone: spreadOf(alone.map(perMinute)),
    ofAlone: spreadOf(withLive.map((run, round) => perMinute(run) / perMinute(alone[round]!))),
    seconds: spreadOf(alone.flatMap(({ sweeps }) => sweeps)).median,
    cpuSeconds: spreadOf(alone.map(cpu)).median,
  }
}

/** The exponent of y over x, by least squares of their logarithms; null for fewer than two points. */
export function exponentOf(points: ReadonlyArray<readonly [x: number, y: number]>): number | null {
  if (points.length < 2) return null
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const)
  const mean = (of: 0 | 1) => logs.reduce((sum, log) => sum + log[of], 0) / logs.length
  const [meanX, meanY] = [mean(0), mean(1)]
  const [above, below] = logs.reduce(
    ([xy, xx], [x, y]) => [xy + (x - meanX) * (y - meanY), xx + (x - meanX) ** 2] as const,
    [0, 0] as const,
  )
  return above / below
}
