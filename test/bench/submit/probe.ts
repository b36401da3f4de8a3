import { type Latency, latencyOf } from '../../support/quantiles.ts'
import type { LoadClient } from '../load-client.ts'
import { openLoop } from '../open-loop.ts'
import type { Ratio } from '../verdict.ts'
import type { Cart } from './carts.ts'
import { accepted } from './submit-carts.ts'

/** The latencies of answers by kind of request. */
export interface Probed {
  submit: Latency
  status: Latency
  results: Latency
}

const perSecond = 10

/**
 * Sends three kinds of requests ten times a second each: the next cart, a job's status, and a job's results. Jobs are chosen at
 * random from `known`. Throws on a wrong answer.
 */
export async function probe(
  client: LoadClient,
  seconds: number,
  carts: readonly Cart[],
  known: readonly string[],
): Promise<Probed> {
  const read = (path: (id: string) => string) =>
    openLoop(perSecond, seconds, async () => {
      const id = known[Math.floor(Math.random() * known.length)]!
      const { status, text } = await client.ask({ method: 'GET', path: path(id) })
      if (status !== 200) throw new Error(`${path(id)} was answered ${status}: ${text.slice(0, 300)}`)
      return true
    })
  const [submit, status, results] = await Promise.all([
    openLoop(perSecond, seconds, async (n) => {
      const { body, idempotencyKey } = carts[n]!
      accepted(await client.ask({ method: 'POST', path: '/v1/jobs', body, idempotencyKey }))
      return true
    }),
    read((id) => `/v1/jobs/${id}`),
    read((id) => `/results/${id}`),
  ])
  return {
    submit: latencyOf(submit.latencies),
    status: latencyOf(status.latencies),
    results: latencyOf(results.latencies),
  }
}

/** The number of carts that a probe of `seconds` submits. */
export const probeCarts = (seconds: number): number => Math.max(1, Math.round(perSecond * seconds))

/** A table row for each kind of request. */
export function probeRows(while_: string, probed: Probed): Array<Record<string, string | number>> {
  return Object.entries(probed).map(([asked, { n, p50, p99, max }]) => ({
    asked,
    while: while_,
    n,
    'p50 ms': p50.toFixed(1),
    'p99 ms': p99.toFixed(1),
    'max ms': max.toFixed(1),
  }))
}

/** How much slower each kind of request is answered during a burst than without one. */
export const probeRatios = (idle: Probed, burst: Probed): Ratio[] =>
  (['submit', 'status', 'results'] as const).map((asked) => ({
    name: `p99 of ${asked}, during a burst / idle`,
    value: burst[asked].p99 / idle[asked].p99,
    better: 'lower',
  }))
