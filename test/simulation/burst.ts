import type { BrowserLimits } from '@edgesweep/core/permit/browser-state.ts'
import { BrowserFleet } from './browser-fleet.ts'
import { Consumer } from './consumer.ts'
import { SimulatedLane } from './simulated-lane.ts'
import { VirtualTime } from './virtual-time.ts'

/** A burst of carts and the fleet that works on it. Times are in milliseconds. */
export interface BurstOptions {
  carts: number
  /** Draws the time to work on a cart. */
  serviceMs: () => number
  /** Concurrent consumers, and concurrent jobs in each. */
  consumers: number
  slots: number
  /** Null when no browser is needed. */
  browsers: { limits: BrowserLimits; launchMs: number } | null
  /** The time from a call until the consumer pulls. */
  consumerStartMs?: number
  /** The time from the end of a job until its slot pulls the next. */
  betweenMs?: number
  /** Later carts of another key. */
  others?: { at: number; carts: number }
  /** The number of consumers that die at a moment. */
  crash?: { at: number; consumers: number }
}

/** The course of a cart, in milliseconds from the start of the simulation. */
export interface SimulatedJob {
  keyId: string
  submittedAt: number
  startedAt: number
  endedAt: number
  /** How often work on the cart began. */
  starts: number
}

export interface BurstResult {
  /** In the order of submission. */
  jobs: SimulatedJob[]
  /** Calls to the lane's object. */
  calls: SimulatedLane['calls']
  seconds: number
}

/** The longest simulated time, a bound for a burst that never ends. */
const atMostMs = 86_400_000

/** Simulates a burst with the product's machines. Throws when a cart ends twice or never. */
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
    if (job.endedAt >= 0) throw new Error(`${id} ended twice`)
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
