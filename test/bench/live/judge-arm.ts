import type { Role } from '../process-tree.ts'
import { spreadOf } from '../rounds.ts'
import { type Asked, type Latencies, latenciesOf } from './latencies.ts'
import type { ArmRun, Measured } from './measure.ts'

const wanted = { p99Ms: 100, ofControl: 1.2 }
/** With fewer samples, the p99 is their maximum, and the ratio of two maxima says little. It is reported but not judged. */
const enoughForRatio = 200
const judged = ['reads', 'write', 'acknowledged'] as const satisfies Asked[]
const shown = [...judged, 'fresh'] as const
const roles: Role[] = ['workerd', 'postgres', 'browser', 'node']

/** The rows, figures and violated goals of one of Edgesweep's arms, compared with its control load. */
export function judgeArm(name: string, runs: readonly ArmRun[]) {
  const measured = runs.map((run) => run.measured)
  const controls = runs.flatMap(({ control }) => control ?? [])
  const latencies = latenciesOf(measured)
  const control = controls.length > 0 ? latenciesOf(controls) : null
  const ofControl = (one: Asked) => control && latencies[one].p99 / control[one].p99
  const missed = judged.flatMap((one) => {
    const { n, p99 } = latencies[one]
    const ratio = ofControl(one)
    const isSlow = ratio !== null && n >= enoughForRatio && ratio > wanted.ofControl
    return [
      ...(p99 < wanted.p99Ms ? [] : [`${name}: p99 of ${one} is ${p99.toFixed(0)} ms`]),
      ...(isSlow ? [`${name}: p99 of ${one} is ${ratio.toFixed(2)} of the p99 under the control load`] : []),
    ]
  })
  const processors = Object.fromEntries(roles.map((role) => [role, median(measured, ({ use }) => use.byRole[role])]))
  // All control processes are Node processes.
  const controlProcessors = {
    workerd: median(controls, ({ use }) => use.byRole.workerd),
    rest: median(controls, ({ use }) => use.processors - use.byRole.workerd),
  }
  const others = [measured, controls].map((of) => median(of, ({ use }) => use.others))
  return {
    name,
    missed,
    latencyRows: shown.map((one) => latencyRow(name, one, latencies, control)),
    processorRow: {
      'processors while': name,
      ...Object.fromEntries(roles.map((role) => [role, orDash(processors[role]!)])),
      'without workerd': orDash(median(measured, ({ use }) => use.processors - use.byRole.workerd)),
      'control: workerd': orDash(controlProcessors.workerd),
      'control: others': orDash(controlProcessors.rest),
      'other programs': others.map(orDash).join(', '),
    },
    figures: {
      latencies,
      control,
      ofControl: Object.fromEntries(shown.map((one) => [one, ofControl(one)])),
      processors,
      controlProcessors,
      others,
    },
  }
}

const median = (of: readonly Measured[], value: (one: Measured) => number) =>
  of.length > 0 ? spreadOf(of.map(value)).median : null

const orDash = (value: number | null) => (value === null ? '–' : value.toFixed(2))

function latencyRow(name: string, one: Asked, latencies: Latencies, control: Latencies | null) {
  const { n, p50, p99, max, p99Of } = latencies[one]
  const ofThis = control?.[one]
  return {
    while: name,
    asked: one,
    n,
    'p50 ms': p50.toFixed(0),
    'p99 ms': p99.toFixed(0),
    'by round': `${p99Of.min.toFixed(0)}–${p99Of.max.toFixed(0)}`,
    max: max.toFixed(0),
    'control: p50 ms': ofThis ? ofThis.p50.toFixed(0) : '–',
    'control: p99 ms': ofThis ? ofThis.p99.toFixed(0) : '–',
    'p99 of control': ofThis ? (p99 / ofThis.p99).toFixed(2) : '–',
  }
}
