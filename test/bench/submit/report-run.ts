import { burstFigures } from './burst-figures.ts'
import type { EndedCart } from './burst-rows.ts'
import { compareWithSimulation } from './compare-with-simulation.ts'
import { judgePositions } from './judge-positions.ts'
import type { PartReport } from './part-report.ts'
import { type Probed, probeRatios, probeRows } from './probe.ts'
import type { processorUse } from './processor-use.ts'
import type { PositionReport } from './sample-positions.ts'
import type { Submitted } from './submit-carts.ts'

const acceptWithinSeconds = 2
const wantedWithinQuarter = 0.8
const wantedBeforeP90 = 0.9

/** The measurements of a burst whose jobs have all ended. */
export interface MeasuredRun {
  first: Submitted
  again: Submitted
  rows: EndedCart[]
  reports: PositionReport[]
  idle: Probed
  busy: Probed
  idleWaitsMs: number[]
  busyWaitsMs: number[]
  /** When Postgres had all of them, in epoch milliseconds. */
  onRecordAt: number
  use: ReturnType<typeof processorUse>
}

/** Compares a burst with its goals. */
export async function reportRun(run: MeasuredRun, wrong: string[]): Promise<PartReport> {
  const { first, again, rows, idle, busy, use } = run
  const figures = burstFigures(rows)
  const positions = judgePositions(run.reports, new Map(rows.map((row) => [row.id, row.startedAt!])))
  const simulated = await compareWithSimulation({ carts: rows.length, ...figures })
  const fewWaitMs = { idle: Math.max(...run.idleWaitsMs), busy: Math.max(...run.busyWaitsMs) }
  const recordLagSeconds = (run.onRecordAt - Math.max(...rows.map(({ endedAt }) => endedAt))) / 1000
  const missed: string[] = []
  const want = (reached: boolean, otherwise: string) => void (reached || missed.push(otherwise))
  want(first.seconds <= acceptWithinSeconds, `the burst took ${first.seconds.toFixed(2)} s to accept`)
  want(
    fewWaitMs.busy <= fewWaitMs.idle + figures.serviceMs.p90,
    `another caller's three waited ${fewWaitMs.busy.toFixed(0)} ms`,
  )
  want(positions.rises === 0, `a position rose ${positions.rises} times`)
  want((positions.withinQuarter ?? 0) >= wantedWithinQuarter, 'too few starts were near the forecast p50')
  want((positions.beforeP90 ?? 0) >= wantedBeforeP90, 'too many starts were later than the forecast p90')
  want(simulated.agrees, 'the simulation does not agree')
  const share = (value: number | null) => (value === null ? '–' : value.toFixed(2))
  const waits = Object.entries(simulated.waitSeconds).map(([n, one]) => ({
    waited: `caller ${n}`,
    s: one.measured.toFixed(1),
    simulated: one.simulated.toFixed(1),
  }))
  return {
    part: 'run',
    wrong,
    missed,
    ratios: probeRatios(idle, busy),
    figures: {
      acceptedSeconds: first.seconds,
      sentAgainSeconds: again.seconds,
      ...figures,
      fewWaitMs,
      recordLagSeconds,
      positions,
      simulated,
      idle,
      busy,
      use,
    },
    tables: [
      { rows: [...probeRows('idle', idle), ...probeRows('burst', busy)] },
      {
        rows: [
          ...waits,
          { waited: 'three of another, idle', s: (fewWaitMs.idle / 1000).toFixed(3), simulated: '–' },
          { waited: 'three of another, burst', s: (fewWaitMs.busy / 1000).toFixed(3), simulated: '–' },
        ],
      },
      {
        rows: [
          {
            'accepted s': first.seconds.toFixed(2),
            'jobs/s': figures.jobsPerSecond.toFixed(1),
            'service ms': figures.serviceMs.mean.toFixed(0),
            slots: figures.effectiveSlots.toFixed(1),
            'on record after s': recordLagSeconds.toFixed(1),
            'starts near forecast p50': share(positions.withinQuarter),
            'before p90': share(positions.beforeP90),
          },
        ],
      },
    ],
  }
}
