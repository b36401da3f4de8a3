import { type Spread, spreadOf } from '../rounds.ts'
import type { BenchReport, Ratio } from '../verdict.ts'
import { judgeArm } from './judge-arm.ts'
import { type Asked, type Latencies, latenciesOf } from './latencies.ts'
import { isForSweep, lockWaitRows } from './lock-figures.ts'
import type { ArmOf, ArmRun, Measured } from './measure.ts'
import type { MenuFigures } from './menus.ts'
import type { LiveOptions } from './options.ts'
import { exponentOf, type SweepFigures, sweepFigures } from './sweep-figures.ts'
import type { RoleConnections } from './watch-connections.ts'

export interface Seen {
  results: Map<ArmOf, ArmRun[]>
  menus: MenuFigures[]
  /** Whether a provoked lock wait was found in the log. */
  findsLockWaits: boolean
}

const leastOfAlone = 0.95

/** The tables and figures. `ok`: all answers were right and in time, sweeps were as fast as alone, and no role waited for a sweep's locks. */
export function reportLive(
  { results, menus, findsLockWaits }: Seen,
  { arms: _arms, designs: _designs, ...options }: LiveOptions,
): BenchReport {
  const all = [...results].map(([{ design, arm }, runs]) => ({ design: design.name, arm, runs }))
  const ours = all.filter(({ design }) => design === 'ours').map((one) => judgeArm(one.arm.name, one.runs))
  const sweeps = all
    .filter(({ runs }) => runs.every(({ alone }) => alone))
    .map(({ arm, runs }) =>
      sweepFigures(
        arm,
        runs.map(({ measured }) => measured),
        runs.map(({ alone }) => alone!),
      ),
    )
  const exponents = {
    overOutlets: exponentsOf(sweeps, ({ outlets }) => outlets),
    overItems: exponentsOf(menus, ({ items }) => items),
  }
  const everything = all.flatMap(({ design, arm, runs }) =>
    runs.flatMap(({ measured, control, alone }) =>
      [measured, control, alone].flatMap((one) => (one ? [{ design, arm: arm.name, ...one }] : [])),
    ),
  )
  const ofOurs = everything.filter(({ design }) => design === 'ours')
  const waits = ofOurs.flatMap(({ arm, lockWaits }) => lockWaits.map((wait) => ({ ...wait, arm })))
  const forSweep = waits.filter(isForSweep)
  const connections = mostConnections(ofOurs)
  const wrong = [
    ...everything.flatMap((one) => one.wrong.map((problem) => `${one.design}, ${one.arm}: ${problem}`)),
    ...menus.flatMap((menu) => menu.wrong),
  ]
  const missed = [
    ...ours.flatMap((one) => one.missed),
    ...sweeps
      .filter(({ ofAlone }) => ofAlone.median < leastOfAlone)
      .map((one) => `sweeps of ${one.outlets} reach ${one.ofAlone.median.toFixed(2)} of their rate alone`),
    ...connections
      .filter(({ most, limit }) => limit !== null && most > limit)
      .map(({ role, most, limit }) => `${role} had ${most} connections, and ${limit} are its limit`),
    ...(forSweep.length > 0 ? [`${forSweep.length} lock waits for sweeps`] : []),
    ...(findsLockWaits ? [] : ['a lock wait that was made was not found']),
  ]
  const designs = all.map(({ design, arm, runs }) => {
    const measured = runs.map((run) => run.measured)
    const perMinute = measured.flatMap(({ sweeps }) => sweeps.map((seconds) => (60 * arm.outlets) / seconds))
    return {
      design,
      arm: arm.name,
      latencies: latenciesOf(measured),
      perMinute: perMinute.length > 0 ? spreadOf(perMinute) : null,
    }
  })
  return {
    tables: [
      ours.flatMap((one) => one.latencyRows),
      ours.map((one) => one.processorRow),
      designs.map(designRow),
      sweeps.map(sweepRow),
      menus.map(menuRow),
      [exponentRow('outlets', exponents.overOutlets), exponentRow('items', exponents.overItems)],
      connections.map(({ role, most, limit }) => ({ role, 'connections at most': most, limit: limit ?? '–' })),
      lockWaitRows(waits),
    ].flatMap((rows) => (rows.length > 0 ? [{ rows }] : [])),
    verdict: {
      bench: 'live',
      ok: missed.length === 0 && wrong.length === 0,
      ...options,
      missed,
      wrong,
      ratios: [
        ...ours.flatMap(({ name, figures }) => controlRatios(name, figures.ofControl)),
        ...sweeps.map(
          ({ outlets, ofAlone }): Ratio => ({
            name: `outlets a minute, sweep of ${outlets} beside live answers / alone`,
            value: ofAlone.median,
            better: 'higher',
          }),
        ),
      ],
      arms: Object.fromEntries(ours.map(({ name, figures }) => [name, figures])),
      designs,
      sweeps,
      menus,
      exponents,
      connections,
      lockWaits: { all: waits.length, forSweep: forSweep.length, finds: findsLockWaits },
      othersProcessors: Math.max(...everything.map(({ use }) => use.others)),
    },
  }
}

const controlRatios = (arm: string, ofControl: Record<string, number | null>): Ratio[] =>
  Object.entries(ofControl).flatMap(([asked, value]) =>
    value === null ? [] : [{ name: `p99 of ${asked}, ${arm} / control load`, value, better: 'lower' }],
  )

type Exponents = Record<'seconds' | 'cpuSeconds', number | null>

const exponentsOf = <Of extends { seconds: number; cpuSeconds: number }>(
  of: readonly Of[],
  over: (one: Of) => number,
): Exponents => ({
  seconds: exponentOf(of.map((one) => [over(one), one.seconds])),
  cpuSeconds: exponentOf(of.map((one) => [over(one), one.cpuSeconds])),
})

const exponentRow = (over: string, { seconds, cpuSeconds }: Exponents) => ({
  'exponent over': over,
  'of the time': seconds?.toFixed(2) ?? '–',
  'of the processor time of workerd and Postgres': cpuSeconds?.toFixed(2) ?? '–',
})

function designRow(one: { design: string; arm: string; latencies: Latencies; perMinute: Spread | null }) {
  const pair = (asked: Asked) => `${one.latencies[asked].p50.toFixed(0)}, ${one.latencies[asked].p99.toFixed(0)}`
  return {
    design: one.design,
    while: one.arm,
    'reads p50, p99 ms': pair('reads'),
    'max ms': one.latencies.reads.max.toFixed(0),
    'writes p50, p99 ms': pair('write'),
    'acknowledged p50, p99 ms': pair('acknowledged'),
    'fresh p50, p99 ms': pair('fresh'),
    'outlets/min': one.perMinute ? one.perMinute.median.toFixed(0) : '–',
  }
}

const sweepRow = ({ outlets, perMinute, perMinuteAlone, ofAlone, seconds, cpuSeconds }: SweepFigures) => ({
  'outlets swept': outlets,
  'a minute, beside live answers': perMinute.median.toFixed(0),
  alone: perMinuteAlone.median.toFixed(0),
  ratio: `${ofAlone.median.toFixed(2)} (${ofAlone.min.toFixed(2)}–${ofAlone.max.toFixed(2)})`,
  's alone': seconds.toFixed(1),
  'CPU s of workerd and Postgres': cpuSeconds.toFixed(1),
})

const menuRow = ({ items, seconds, cpuSeconds }: MenuFigures) => ({
  'items an outlet': items.toFixed(0),
  's for all outlets': seconds.toFixed(1),
  'CPU s of workerd and Postgres': cpuSeconds.toFixed(1),
})

/** The maximum number of connections of each role in any arm. */
function mostConnections(runs: readonly Measured[]): RoleConnections[] {
  const seen = runs.flatMap(({ connections }) => connections)
  const byRole = Map.groupBy(seen, ({ role }) => role)
  return [...byRole.values()].map((of) => of.reduce((a, b) => (b.most > a.most ? b : a)))
}
