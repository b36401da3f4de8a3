import { eventually } from '../../support/eventually.ts'
import { latencyOf } from '../../support/quantiles.ts'
import type { LoadClient } from '../load-client.ts'
import type { OpenStack } from './burst-stack.ts'
import { type Cart, planCarts } from './carts.ts'
import { type CancelledJob, checkCancelled } from './check-cancelled.ts'
import { inFlight } from './in-flight.ts'
import type { SubmitOptions } from './options.ts'
import type { PartReport } from './part-report.ts'
import { submitInBatches, submitSingly } from './submit-carts.ts'

const waitingCancelled = 200
const runningCancelled = 6
/** Enough terms that some have not started when the job is cancelled. */
const longTerms = 100
const freeWithinMs = 1_000

/** Cancels waiting jobs of a burst and running jobs of another caller. The remaining jobs are abandoned after the measurement. */
export async function cancelBurst(
  openStack: OpenStack,
  options: SubmitOptions,
  say: (line: string) => void,
): Promise<PartReport> {
  await using open = await openStack()
  const [many, few] = open.callers
  const carts = planCarts('cancelled', options.carts)
  const { ids } = await submitInBatches(many, carts)
  // Jobs of the last half are far from their start.
  const half = Math.floor(ids.length / 2)
  const step = Math.max(1, Math.floor(half / waitingCancelled))
  const waiting = ids.flatMap((id, n) => (n >= half && n % step === 0 ? [{ id, cart: carts[n]! }] : []))
  const long = planCarts('long', runningCancelled, { terms: longTerms })
  const longIds = (await submitSingly(few, long, { connections: runningCancelled })).ids
  await inFlight(longIds, runningCancelled, (id) => beginning(few, id))
  const cancelledLong = await cancelAll(
    few,
    longIds.map((id, n) => ({ id, cart: long[n]! })),
  )
  const freeMs = await untilFree(few, longIds)
  const cancelledWaiting = await cancelAll(many, waiting)
  const cancelled = [...cancelledLong, ...cancelledWaiting]
  say(`cancel: cancelled ${cancelledLong.length} running and ${cancelledWaiting.length} waiting jobs.`)

  const { wrong, ended, latestArrivalMs } = await checkCancelled(open, cancelled)
  const answer = latencyOf(cancelled.map(({ answeredAt, askedAt }) => answeredAt - askedAt))
  const figures = {
    running: cancelledLong.length,
    waiting: cancelledWaiting.length,
    answerMs: answer,
    freeMs,
    latestArrivalMs,
    ended,
  }
  return {
    part: 'cancel',
    wrong,
    missed: freeMs > freeWithinMs ? [`the slots of cancelled jobs were free after ${freeMs.toFixed(0)} ms`] : [],
    figures,
    tables: [
      {
        rows: [
          {
            cancelled: cancelled.length,
            'answered p50 ms': answer.p50.toFixed(1),
            'p99 ms': answer.p99.toFixed(1),
            'slots free ms': freeMs.toFixed(0),
            'last search ms after': latestArrivalMs.toFixed(0),
          },
        ],
      },
    ],
  }
}

/** Waits until a job has begun and has more items to do. */
async function beginning(caller: LoadClient, id: string): Promise<void> {
  await eventually(`${id} runs`, () => isRunning(caller, id), { within: 120_000, every: 10 })
}

async function isRunning(caller: LoadClient, id: string): Promise<boolean> {
  const { text } = await caller.ask({ method: 'GET', path: `/v1/jobs/${id}` })
  const { status } = JSON.parse(text) as { status: string }
  return status !== 'queued'
}

function cancelAll(caller: LoadClient, jobs: ReadonlyArray<{ id: string; cart: Cart }>): Promise<CancelledJob[]> {
  const cancelled: CancelledJob[] = []
  return inFlight(jobs, 16, async ({ id, cart }, n) => {
    const askedAt = Date.now()
    const { status, text } = await caller.insist({ method: 'POST', path: `/v1/jobs/${id}/cancel` })
    if (status !== 204) throw new Error(`To cancel ${id} was answered ${status}: ${text.slice(0, 300)}`)
    cancelled[n] = { id, cart, askedAt, answeredAt: Date.now() }
  }).then(() => cancelled)
}

/** The milliseconds until the lane holds none of these jobs in its slots. */
async function untilFree(caller: LoadClient, ids: readonly string[]): Promise<number> {
  const from = performance.now()
  await eventually(
    'the slots of the cancelled jobs are free',
    async () => {
      const { text } = await caller.ask({ method: 'GET', path: '/v1/lanes' })
      const { data } = JSON.parse(text) as { data: Array<{ jobs: Array<{ id: string }> }> }
      return !data.some(({ jobs }) => jobs.some(({ id }) => ids.includes(id)))
    },
    { within: 30_000, every: 20 },
  )
  return performance.now() - from
}
