import { type Latency, latencyOf } from '../../support/quantiles.ts'
import type { LoadClient } from '../load-client.ts'
import { openLoop } from '../open-loop.ts'
import type { Cart } from './carts.ts'
import { accepted } from './submit-carts.ts'

/** What a caller waits for an answer, by what it asks. */
export interface Probed {
  submit: Latency
  status: Latency
  results: Latency
}

const perSecond = 10

/**
 * Asks each of three things ten times a second: takes the next cart, where a job stands, and its results. Jobs are asked for at random
 * of `known`. Throws when an answer is not as it should be.
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

/** How many carts a probe of so many seconds submits. */
export const probeCarts = (seconds: number): number => Math.max(1, Math.round(perSecond * seconds))

/** A row for people, for each thing asked. */
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
