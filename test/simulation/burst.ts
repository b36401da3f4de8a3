import type { BrowserLimits } from '@edgesweep/core/permit/browser-permits.ts'
import { BrowserFleet } from './browser-fleet.ts'
import { Consumer } from './consumer.ts'
import { SimulatedLane } from './simulated-lane.ts'
import { VirtualTime } from './virtual-time.ts'

/** A burst of carts and who works on it. Times in milliseconds. */
export interface BurstOptions {
  carts: number
  /** What the work on a cart takes, each time anew. */
  serviceMs: () => number
  /** Consumers at a time, and jobs at a time in each. */
  consumers: number
  slots: number
  /** Null where no browser is needed. */
  browsers: { limits: BrowserLimits; launchMs: number } | null
  /** From a call until the consumer pulls. */
  consumerStartMs?: number
  /** From the end of a job until its slot pulls the next. */
  betweenMs?: number
  /** Another key's carts, that come later. */
  others?: { at: number; carts: number }
  /** So many consumers die at a moment. */
  crash?: { at: number; consumers: number }
}

/** What became of a cart. Milliseconds from the beginning. */
export interface SimulatedJob {
  keyId: string
  submittedAt: number
  startedAt: number
  endedAt: number
  /** How often work on it began. */
  starts: number
}

export interface BurstResult {
  /** In the order of submission. */
  jobs: SimulatedJob[]
  /** Calls that the lane's object was asked. */
  calls: SimulatedLane['calls']
  seconds: number
}

/** The longest look ahead of an hour's burst, and a bound for one that never ends. */
const atMostMs = 86_400_000

/** Plays a burst to its end with the machines of the product. Throws when a cart ends twice, or not at all. */
export async function simulateBurst(options: BurstOptions): Promise<BurstResult> {
  const { carts, serviceMs, slots, browsers, consumerStartMs = 100, betweenMs = 0, others, crash } = options
  const time = new VirtualTime()
  const jobs = new Map<string, SimulatedJob>()
  const working = new Set<Consumer>()
  const fleet = browsers && new BrowserFleet(time, browsers.limits, browsers.launchMs)
  const lane = new SimulatedLane(time, options.consumers, () => time.after(consumerStartMs, begin))
  const work = (_: unknown, done: () => void) => time.after(serviceMs(), done)
  let ended = 0

  function begin() {
    for (const consumer of working) if (consumer.isGone) working.delete(consumer)
    const parts = { time, lane, browsers: fleet, slots: () => slots, work, betweenMs, started, ended: end }
    working.add(new Consumer(parts))
  }
  function started({ id }: { id: string }) {
    const job = jobs.get(id)!
    job.starts += 1
    if (job.startedAt < 0) job.startedAt = time.now
  }
  function end({ id }: { id: string }) {
    const job = jobs.get(id)!
    if (job.endedAt >= 0) throw new Error(`${id} has ended twice`)
    job.endedAt = time.now
    ended += 1
  }
  const submit = async (keyId: string, count: number) => {
    for (const id of await lane.submit(keyId, count)) {
      jobs.set(id, { keyId, submittedAt: time.now, startedAt: -1, endedAt: -1, starts: 0 })
    }
  }

  await submit('burst', carts)
  if (others) time.after(others.at, () => void submit('other', others.carts))
  if (crash) {
    time.after(crash.at, () => {
      for (const consumer of [...working].slice(0, crash.consumers)) consumer.kill()
    })
  }
  if (fleet) passEverySecond(time, fleet)
  await time.passUntil(() => ended === carts + (others?.carts ?? 0), atMostMs)
  return { jobs: [...jobs.values()], calls: lane.calls, seconds: time.now / 1000 }
}

function passEverySecond(time: VirtualTime, fleet: BrowserFleet): void {
  time.after(1_000, () => {
    fleet.pass()
    passEverySecond(time, fleet)
  })
}
