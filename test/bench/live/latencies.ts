import { type Latency, latencyOf } from '../../support/quantiles.ts'
import { type Spread, spreadOf } from '../rounds.ts'
import { type Kind, kinds } from './driver/traffic.ts'
import type { Measured } from './measure.ts'

/** The judged subject: a kind of request, or all reads together. */
export type Asked = 'reads' | Kind

const readKinds = ['outlet', 'items', 'changes'] as const satisfies Kind[]
const asked: readonly Asked[] = ['reads', ...kinds]

/** The latencies of all rounds together. `p99Of` has the p99 of each round. */
export type Latencies = Record<Asked, Latency & { p99Of: Spread }>

export function latenciesOf(runs: readonly Measured[]): Latencies {
  const of = (one: Asked) => {
    const parts = one === 'reads' ? readKinds : [one]
    const rounds = runs.flatMap(({ answers }) => (answers ? [parts.flatMap((kind) => answers.latencies[kind])] : []))
    return { ...latencyOf(rounds.flat()), p99Of: spreadOf(rounds.map((values) => latencyOf(values).p99)) }
  }
  return Object.fromEntries(asked.map((one) => [one, of(one)])) as Latencies
}
