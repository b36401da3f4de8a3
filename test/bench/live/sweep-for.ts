import { setTimeout as sleep } from 'node:timers/promises'
import { LoadClient } from '../load-client.ts'
import type { BenchTown } from '../scrape/town.ts'
import type { Design, Target } from './design.ts'

/** A town whose time advances on request, so that its state is known and each sweep finds changes. */
export interface TownTime {
  tick: number
  town: BenchTown
}

/** One minute of the town, in which every fourth outlet changes. */
const ticksBetween = 3
const pollMs = 200
/** The two steps of an outlet: its status and its items. */
const stepsOfOutlet = 2
const patienceMs = 30_000
/** Longer than the outlets of an ended sweep are held. */
const givingBackMs = 4_000

/** Sweeps the targets repeatedly until `seconds` have passed and the last sweep has ended. Returns the durations in seconds. */
export async function sweepFor(
  design: Design,
  time: TownTime,
  targets: readonly Target[],
  seconds: number,
): Promise<number[]> {
  const took: number[] = []
  for (const until = performance.now() + seconds * 1000; took.length === 0 || performance.now() < until; ) {
    time.tick += ticksBetween
    await time.town.freeze(time.tick)
    took.push(await sweepOnce(design, targets))
  }
  return took
}

/** Sweeps the targets once and returns the duration in seconds. */
export async function sweepOnce({ origin, key }: Design, targets: readonly Target[]): Promise<number> {
  const client = new LoadClient(origin, key, 1)
  try {
    return await sweepBy(client, targets)
  } finally {
    await client.close()
  }
}

/** A sweep that begins while the previous one releases its outlets gets only some of them. Then another sweep follows. */
async function sweepBy(client: LoadClient, targets: readonly Target[]): Promise<number> {
  let id = await submitSweep(client, targets)
  while (true) {
    await sleep(pollMs)
    const { text } = await client.insist({ method: 'GET', path: `/v1/jobs/${id}` })
    const job = JSON.parse(text)
    if (!job.ended_at) continue
    if (job.status !== 'completed') throw new Error(`A sweep ended ${job.status}: ${text.slice(0, 500)}`)
    if (job.total < stepsOfOutlet * targets.length) {
      await sleep(givingBackMs)
      id = await submitSweep(client, targets)
    } else return (Date.parse(job.ended_at) - Date.parse(job.submitted_at)) / 1000
  }
}

/** Submits a sweep, and again while the outlets are still held by the previous one. */
async function submitSweep(client: LoadClient, targets: readonly Target[]): Promise<string> {
  const body = JSON.stringify({ kind: 'sweep', outlet_ids: targets.map(({ id }) => id) })
  for (const until = performance.now() + patienceMs; ; await sleep(pollMs)) {
    const { status, text } = await client.ask({ method: 'POST', path: '/v1/jobs', body })
    if (status === 202) return JSON.parse(text).id
    if (status !== 409 || performance.now() > until)
      throw new Error(`A sweep was answered ${status}: ${text.slice(0, 300)}`)
  }
}
