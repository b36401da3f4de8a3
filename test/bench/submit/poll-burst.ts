import { setTimeout as sleep } from 'node:timers/promises'
import { latencyOf } from '../../support/quantiles.ts'
import { openLoop } from '../open-loop.ts'
import { watchTree } from '../process-tree.ts'
import type { OpenStack } from './burst-stack.ts'
import { planCarts } from './carts.ts'
import { countSearches } from './count-searches.ts'
import type { SubmitOptions } from './options.ts'
import type { PartReport } from './part-report.ts'
import { probe, probeCarts, probeRows } from './probe.ts'
import { processorUse } from './processor-use.ts'
import { submitInBatches } from './submit-carts.ts'

const pollEverySeconds = 2

/** A burst whose callers poll their jobs every two seconds. It is abandoned after the measurement. */
export async function pollBurst(openStack: OpenStack, options: SubmitOptions): Promise<PartReport> {
  await using open = await openStack()
  const [caller] = open.callers
  const seconds = options.phaseSeconds
  const { ids } = await submitInBatches(caller, planCarts('polled', options.carts))
  const probes = planCarts('probe', probeCarts(seconds))
  const startedBy = async (what: Promise<unknown>) => {
    const before = await countSearches(open.town)
    const startedAt = performance.now()
    await what
    return ((await countSearches(open.town)) - before) / ((performance.now() - startedAt) / 1000)
  }
  const without = await startedBy(sleep(seconds * 1000))
  const perSecond = options.pollers / pollEverySeconds
  const statuses = new Map<number, number>()
  const polling = openLoop(perSecond, seconds, async (n) => {
    // Each poller has its own job, among those that wait longest.
    const id = ids[ids.length - 1 - (n % Math.min(options.pollers, ids.length))]!
    const { status } = await caller.ask({ method: 'GET', path: `/v1/jobs/${id}` })
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    return status === 200
  })
  const probing = probe(caller, seconds, probes, ids)
  const watch = watchTree(open.stack.process.pid!)
  const withPolls = await startedBy(Promise.all([polling, probing]))
  const use = processorUse(watch.stop(), perSecond * seconds)
  const [polls, probed] = await Promise.all([polling, probing])
  const bad = [...statuses].filter(([status]) => status !== 200 && status !== 429)
  const latency = latencyOf(polls.latencies)
  const figures = {
    offeredPerSecond: polls.offeredPerSecond,
    answeredPerSecond: polls.answeredPerSecond,
    pollMs: latency,
    statuses: Object.fromEntries(statuses),
    jobsPerSecond: { without, with: withPolls },
    probed,
    use,
  }
  return {
    part: 'polls',
    wrong: bad.map(([status, count]) => `${count} polls were answered ${status}`),
    missed:
      polls.answeredPerSecond < 0.95 * perSecond ? [`${polls.answeredPerSecond.toFixed(0)} polls/s were answered`] : [],
    ratios: [{ name: 'carts a second, polled / not polled', value: withPolls / without, better: 'higher' }],
    figures,
    tables: [
      {
        rows: [
          {
            pollers: options.pollers,
            'offered/s': perSecond,
            'answered/s': polls.answeredPerSecond.toFixed(0),
            'p50 ms': latency.p50.toFixed(1),
            'p99 ms': latency.p99.toFixed(1),
            'jobs/s without': without.toFixed(0),
            'jobs/s with': withPolls.toFixed(0),
          },
        ],
      },
      { rows: probeRows('polled', probed) },
    ],
  }
}
