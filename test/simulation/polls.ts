import { findWaiting } from '@edgesweep/cloudflare/find-waiting.ts'
import { readJob } from '@edgesweep/core/job/read-job.ts'
import { parseJobId } from '@edgesweep/core/lane/job-id.ts'
import type { LaneCaller } from '@edgesweep/core/lane/lane-port.ts'
import type { LaneShard } from '@edgesweep/core/lane/lane-shard.ts'
import { randomFrom } from './random.ts'
import { SimulatedLane } from './simulated-lane.ts'
import { VirtualTime } from './virtual-time.ts'

/** The pollers of one reader isolate during a burst. */
export interface PollOptions {
  carts: number
  pollsPerSecond: number
  jobsPerSecond: number
  seconds: number
  seed: number
}

/** The number of polls, and the number of calls to each kind of object. */
export interface PollResult {
  polls: number
  head: number
  block: number
  lookedUp: number
  ownObject: number
}

const worker = { id: 'worker', slots: 8 }
let lines = 0

/** Counts the calls of one isolate that answers polls of random jobs with the product's own code. */
export async function simulatePolls(options: PollOptions): Promise<PollResult> {
  const { carts, pollsPerSecond, jobsPerSecond, seconds, seed } = options
  const random = randomFrom(seed)
  const time = new VirtualTime()
  const lane = new SimulatedLane(time, 1, () => {})
  const keyId = `key-${lines++}`
  const ids = await lane.submit(keyId, carts)
  const result: PollResult = { polls: 0, head: 0, block: 0, lookedUp: 0, ownObject: 0 }
  const counted: Pick<LaneShard, 'head' | 'block' | 'findJob'> = {
    head(key) {
      result.head += 1
      return lane.desk.head(key)
    },
    block(key, first, end) {
      result.block += 1
      return lane.desk.block(key, first, end)
    },
    findJob(key, jobId) {
      result.lookedUp += 1
      return lane.desk.findJob(key, jobId)
    },
  }
  const ctx = {
    lanes: {
      find: async (key: string, jobId: string) =>
        findWaiting(counted, parseJobId(jobId)!, key, jobId, { now: time.now, keepAlive: () => {} }),
      findNow: async (key: string, jobId: string) => counted.findJob(key, jobId),
    } as LaneCaller,
    jobs: {
      read: async () => {
        result.ownObject += 1
        return { keyId }
      },
    },
  }
  // biome-ignore lint/suspicious/noExplicitAny: only one method of the jobs' objects and two of the lanes are used.
  const context = ctx as any
  const held: Array<{ id: string; token: string }> = []
  let worked = 0
  for (let poll = 0; poll < pollsPerSecond * seconds; poll++) {
    const now = Math.floor((poll * 1000) / pollsPerSecond)
    if (now > time.now) await passTo(time, now)
    while (worked < (now * jobsPerSecond) / 1000) {
      held.push(...(await lane.pull(worker, 1, true)))
      if (held.length > jobsPerSecond) {
        const { id, token } = held.shift()!
        await lane.finish(id, token, { kind: 'done' })
      }
      worked += 1
    }
    result.polls += 1
    await readJob(context, { keyId, scopes: [] }, ids[Math.floor(random() * carts)]!)
  }
  return result
}

async function passTo(time: VirtualTime, now: number): Promise<void> {
  let isNow = false
  time.after(now - time.now, () => {
    isNow = true
  })
  await time.passUntil(() => isNow)
}
