import type { BenchReport } from '../verdict.ts'
import type { ProcessorUse } from '../watch-processors.ts'
import { histories, judgeTable, type TableUse } from './census.ts'
import type { Ends } from './check-ends.ts'
import { gauges } from './gauges/gauges.ts'
import type { Reading } from './gauges/reading.ts'
import { judge } from './judge.ts'
import type { LoadsDone } from './loads/run-loads.ts'
import type { SoakOptions } from './options.ts'

/** Everything that was found out. */
export interface Seen {
  options: SoakOptions
  seconds: number
  taken: readonly Reading[]
  /** The tables after the warm-up and at the end. */
  before: Map<string, TableUse>
  after: Map<string, TableUse>
  done: LoadsDone
  ends: Ends
  processors: ProcessorUse
  deploySeconds: number
  wrong: string[]
}

/** The points of a chart. */
const points = 60

/** The tables, the charts and the verdict. `ok`: nothing was lost, and everything is flat. */
export function reportSoak(seen: Seen): BenchReport {
  const { options, seconds, taken, before, after, done, ends, processors, wrong } = seen
  const judged = gauges.map((gauge) => judge(gauge, taken, seconds))
  const grownTables = [...after].flatMap(([name, use]) => judgeTable(name, before.get(name)!, use) ?? [])
  const missed = [
    ...judged.filter(({ isFlat }) => !isFlat).map(({ name, late, rule }) => `${name}: ${late.toFixed(0)}, ${rule}`),
    ...grownTables,
  ]
  const figures = Object.fromEntries(judged.map(({ name, early, late, isFlat }) => [name, { early, late, isFlat }]))
  return {
    tables: [
      { caption: 'The load', rows: [loadRow(seen)] },
      {
        caption: 'Medians of the second and of the last sixth of the time',
        rows: judged.map(({ name, unit, early, late, rule, isFlat }) => ({
          figure: unit === 'MiB' ? `${name}, MiB` : name,
          second: decimal(early),
          last: decimal(late),
          rule,
          holds: isFlat ? 'yes' : 'no',
        })),
      },
      { caption: 'Tables that gain rows by design', rows: tableRows(seen) },
    ],
    verdict: {
      bench: 'soak',
      ok: wrong.length === 0 && missed.length === 0,
      wrong,
      missed,
      ...options,
      sent: done.sent,
      accepted: { ...done.accepted, jobs: done.accepted.jobs.length, imports: done.accepted.imports.length },
      ends,
      deploySeconds: seen.deploySeconds,
      processors,
      figures,
      charts: gauges.map(({ name, unit, value }) => ({
        title: name,
        unit: unit === 'MiB' ? 'MiB' : '',
        x: { title: 'minutes', to: options.minutes },
        values: thin(taken.map(value)),
      })),
    },
  }
}

const loadRow = ({ options, done, ends, processors, deploySeconds }: Seen) => ({
  minutes: options.minutes,
  'requests sent': Object.values(done.sent).reduce((sum, one) => sum + one, 0),
  'jobs accepted': done.accepted.jobs.length,
  'sweeps of the clock': ends.clockSweeps,
  records: ends.records,
  imports: ends.imports,
  'events delivered': ends.deliveries,
  'deployment, s': deploySeconds.toFixed(1),
  processors: processors.processors.toFixed(2),
  'of other programs': processors.others.toFixed(2),
})

/** Beside the rows: how many there must be, for those whose number is known from the load. */
function tableRows({ before, after, done, ends }: Seen) {
  const mustBe: Record<string, number> = {
    jobs: done.accepted.jobs.length + ends.clockSweeps,
    creatives: done.accepted.records,
    imports: done.accepted.imports.length,
  }
  const perRow = ({ bytes, rows }: TableUse) => (rows > 0 ? (bytes / rows).toFixed(0) : '–')
  return Object.entries(histories).map(([name, keptFor]) => ({
    table: name,
    'rows after the warm-up': before.get(name)!.rows,
    'at the end': after.get(name)!.rows,
    'must be': mustBe[name] ?? '–',
    'bytes a row after the warm-up': perRow(before.get(name)!),
    'bytes a row at the end': perRow(after.get(name)!),
    'kept for': keptFor,
  }))
}

const decimal = (value: number) => value.toFixed(value < 10 && !Number.isInteger(value) ? 1 : 0)

/** The means of about `points` parts of the values. */
function thin(values: readonly number[]): number[] {
  const size = Math.max(1, Math.ceil(values.length / points))
  return Array.from({ length: Math.ceil(values.length / size) }, (_, n) => {
    const part = values.slice(n * size, (n + 1) * size)
    return Math.round((10 * part.reduce((sum, one) => sum + one, 0)) / part.length) / 10
  })
}
