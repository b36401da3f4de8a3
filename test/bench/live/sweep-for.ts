import { setTimeout as sleep } from 'node:timers/promises'
import { LoadClient } from '../load-client.ts'
import type { BenchTown } from '../scrape/town.ts'
import type { Design, Target } from './design.ts'

/** A town whose time goes on when it is told to, so that what it shows is known, and each sweep finds something new. */
export interface TownTime {
  tick: number
  town: BenchTown
}

/** A minute of the town, in which every fourth outlet changes. */
const ticksBetween = 3
const pollMs = 200
/** Whether it is online, and what it sells. */
const stepsOfOutlet = 2
const patienceMs = 30_000
/** Longer than outlets belong to a sweep that has ended. */
const givingBackMs = 4_000

/** Sweeps the targets, again and again, until so many seconds have passed and the last sweep has ended; gives how long each took (s). */
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

/** Sweeps the targets once; gives how long it took (s). */
export async function sweepOnce({ origin, key }: Design, targets: readonly Target[]): Promise<number> {
  const client = new LoadClient(origin, key, 1)
  try {
    return await sweepBy(client, targets)
  } finally {
    await client.close()
  }
}

/** A sweep that came while the one before was giving its outlets back has only some of them, and is followed by another once it has given back its own. */
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

/** Submits a sweep, and again while the outlets still belong to the one before. */
async function submitSweep(client: LoadClient, targets: readonly Target[]): Promise<string> {
  const body = JSON.stringify({ kind: 'sweep', outlet_ids: targets.map(({ id }) => id) })
  for (const until = performance.now() + patienceMs; ; await sleep(pollMs)) {
    const { status, text } = await client.ask({ method: 'POST', path: '/v1/jobs', body })
    if (status === 202) return JSON.parse(text).id
    if (status !== 409 || performance.now() > until)
      throw new Error(`A sweep was answered ${status}: ${text.slice(0, 300)}`)
  }
}
