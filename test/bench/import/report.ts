import { type Spread, spreadOf } from '../rounds.ts'
import type { BenchReport } from '../verdict.ts'
import type { Arm, Case, Measured } from './arm.ts'
import type { ImportBenchOptions } from './options.ts'

/** The goal for `host`: the highest ratio to the floor in each case. */
const mostRatio = 1.5

/** The tables and figures. `ok`: every table was right, and `host` reached its goal in each case with a floor. */
export function reportImport(
  results: Map<Case, Map<Arm, Measured[]>>,
  { rows, rounds }: ImportBenchOptions,
): BenchReport {
  const lines = [...results].flatMap(([which, byArm]) =>
    [...byArm].map(([arm, runs]) => summarise(which, arm, runs, byArm.get('floor') ?? null, rows)),
  )
  const wrong = lines.flatMap(({ which, arm, wrong }) => wrong.map((what) => `${which} ${arm}: ${what}`))
  const slow = lines.filter(({ arm, ratio }) => arm === 'host' && ratio !== null && ratio.median > mostRatio)
  return {
    tables: [{ caption: `${rows.toLocaleString('en')} rows, ${rounds} rounds`, rows: lines.map(rowOf) }],
    verdict: {
      bench: 'import',
      ok: wrong.length === 0 && slow.length === 0,
      rows,
      rounds,
      asked: { arm: 'host', ratio: mostRatio },
      arms: lines,
      wrong,
      ratios: lines.flatMap(({ which, arm, ratio }) =>
        ratio ? [{ name: `seconds of ${arm}, ${nameOf(which)} / floor`, value: ratio.median, better: 'lower' }] : [],
      ),
    },
  }
}

type Summary = ReturnType<typeof summarise>

function summarise(which: Case, arm: Arm, runs: Measured[], floor: Measured[] | null, rows: number) {
  const seconds = spreadOf(runs.map((run) => run.seconds))
  const phaseNames = Object.keys(runs[0]!.phases)
  const most = (read: (run: Measured) => number | null) =>
    runs[0] && read(runs[0]) === null ? null : Math.max(...runs.map((run) => read(run)!))
  return {
    which,
    arm,
    seconds,
    rows_per_second: rows / seconds.median,
    ratio: floor && arm !== 'floor' ? spreadOf(runs.map((run, round) => run.seconds / floor[round]!.seconds)) : null,
    phases: Object.fromEntries(
      phaseNames.map((name) => [name, spreadOf(runs.map(({ phases }) => phases[name] ?? 0)).median]),
    ),
    peak_rss_bytes: most(({ peakRssBytes }) => peakRssBytes),
    growth_bytes: spreadOf(runs.map(({ growthBytes }) => growthBytes)).median,
    longest_merge_s: most(({ longestMerge }) => longestMerge),
    wrong: [...new Set(runs.flatMap((run) => run.wrong))],
  }
}

const nameOf = (which: Case): string => (which === 'first' ? 'first load' : `${which} % changed`)

const rowOf = (line: Summary) => ({
  case: nameOf(line.which),
  arm: line.arm,
  seconds: line.seconds.median.toFixed(1),
  'min–max': range(line.seconds, 1),
  'rows/s': line.rows_per_second.toFixed(0),
  'of floor': line.ratio ? line.ratio.median.toFixed(2) : '–',
  'longest merge s': line.longest_merge_s?.toFixed(2) ?? '–',
  'peak MB': line.peak_rss_bytes === null ? '–' : (line.peak_rss_bytes / 1e6).toFixed(0),
  'growth MB': (line.growth_bytes / 1e6).toFixed(0),
  'seconds of each part': Object.entries(line.phases)
    .map(([name, took]) => `${name} ${took.toFixed(1)}`)
    .join(', '),
})

const range = ({ min, max }: Spread, digits: number): string => `${min.toFixed(digits)}–${max.toFixed(digits)}`
