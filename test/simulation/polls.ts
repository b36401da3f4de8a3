import { findWaiting } from '@edgesweep/cloudflare/find-waiting.ts'
import type { LaneObject, Remote } from '@edgesweep/cloudflare/objects.ts'
import { readJob } from '@edgesweep/core/job/read-job.ts'
import { forecastsOf } from '@edgesweep/core/lane/eta.ts'
import { makeJobId, parseJobId } from '@edgesweep/core/lane/job-id.ts'
import { headOf } from '@edgesweep/core/lane/lane-head.ts'
import { finishTicket, pullTickets, submitTickets } from '@edgesweep/core/lane/lane-machine.ts'
import type { LaneCaller } from '@edgesweep/core/lane/lane-port.ts'
import { restoreLane } from '@edgesweep/core/lane/lane-state.ts'
import { randomFrom } from './random.ts'

/** Pollers of one reader isolate over a burst that is being worked off. */
export interface PollOptions {
  carts: number
  pollsPerSecond: number
  jobsPerSecond: number
  seconds: number
  seed: number
}

/** How many polls there were, and how many calls each kind of object got. */
export interface PollResult {
  polls: number
  head: number
  block: number
  lookedUp: number
  ownObject: number
}

const summary = JSON.stringify({ kind: 'cart', total: 1, metadata: {}, tags: [] })
let lines = 0

/** Counts what one isolate asks while it answers polls of jobs at random, with the code that answers them. */
export async function simulatePolls(options: PollOptions): Promise<PollResult> {
  const { carts, pollsPerSecond, jobsPerSecond, seconds, seed } = options
  const random = randomFrom(seed)
  const state = restoreLane([], 1)
  const keyId = `key-${lines++}`
  const address = { lane: 'interactive', shard: 0 } as const
  const idOf = (sequence: number) => makeJobId({ ...address, sequence }, new Uint8Array(10))
  const wanted = Array.from({ length: carts }, () => ({ keyId, deadline: Number.MAX_SAFE_INTEGER, coalesce: null }))
  const { ids } = submitTickets(state, wanted, idOf, 1)
  const result: PollResult = { polls: 0, head: 0, block: 0, lookedUp: 0, ownObject: 0 }
  const findJob = (jobId: string) => {
    const ticket = state.tickets.get(jobId)
    if (!ticket) return null
    const { submittedAt, attempt, reason, notBefore } = ticket
    return {
      ...JSON.parse(summary),
      id: jobId,
      submittedAt,
      attempt,
      reason,
      notBefore,
      forecast: forecastsOf(state)(ticket),
    }
  }
  const lane = {
    head: async () => {
      result.head += 1
      return headOf(state, keyId)
    },
    block: async (_: string, first: string, end: string) => {
      result.block += 1
      const told = [...state.tickets.keys()].filter((id) => id >= first && id < end)
      const jobs = Object.fromEntries(told.map((id) => [id, `{"submittedAt":1,${summary.slice(1)}`]))
      return { nextSequence: state.nextSequence, jobs }
    },
    findJob: async (_: string, jobId: string) => {
      result.lookedUp += 1
      return findJob(jobId)
    },
  } as Remote<Pick<LaneObject, 'head' | 'block' | 'findJob'>>
  let now = 1
  const ctx = {
    lanes: {
      find: async (key: string, jobId: string) => findWaiting(lane, parseJobId(jobId)!, key, jobId, now),
      findNow: async (key: string, jobId: string) => lane.findJob(key, jobId),
    } as LaneCaller,
    jobs: {
      read: async () => {
        result.ownObject += 1
        return { keyId }
      },
    },
  }
  // biome-ignore lint/suspicious/noExplicitAny: of the jobs' objects this needs one method, of the lanes two.
  const context = ctx as any
  const held: Array<{ id: string; token: string }> = []
  let worked = 0
  for (let poll = 0; poll < pollsPerSecond * seconds; poll++) {
    now = 1 + Math.floor((poll * 1000) / pollsPerSecond)
    while (worked < ((now - 1) * jobsPerSecond) / 1000) {
      for (const ticket of pullTickets(state, 1, () => 'token', now)) held.push({ id: ticket.id, token: 'token' })
      if (held.length > jobsPerSecond) {
        const { id, token } = held.shift()!
        finishTicket(state, id, token, { kind: 'done' }, now)
      }
      worked += 1
    }
    result.polls += 1
    await readJob(context, { keyId, scopes: [] }, ids[Math.floor(random() * carts)]!)
  }
  return result
}
