import { type JobAddress, makeJobIdPrefix } from '@edgesweep/core/lane/job-id.ts'
import { forecastIn, type LaneHead } from '@edgesweep/core/lane/lane-head.ts'
import type { JobSummary, WaitingJob } from '@edgesweep/core/lane/lane-port.ts'
import type { JobBlock, LaneShard } from '@edgesweep/core/lane/lane-shard.ts'
import { laneName } from './objects.ts'

/** A head answers polls for this long, and until `staleMs` while another request fetches the next head. */
const freshMs = 1_000
const staleMs = 2_000
/** The number of jobs in a block. One call to the Lane fetches the unchanging facts of a block. */
const blockSize = 1_000
const headsKept = 1_000
const blocksKept = 100

interface Cached<T> {
  value: T
  fetchedAt: number
  fetching: boolean
}

const heads = new Map<string, Cached<LaneHead>>()
const blocks = new Map<string, Cached<JobBlock>>()

/** Drops the cached heads of a lane, so that the next poll sees a change made here. */
export function forgetHeads(address: JobAddress): void {
  for (const line of heads.keys()) if (line.startsWith(`${laneName(address)} `)) heads.delete(line)
}

type LaneReader = Pick<LaneShard, 'head' | 'block' | 'findJob'>

/**
 * A key's waiting job, at most one second old. All polls in this isolate together request the head of their line once a second and each block once
 * from the Lane object. Only a job newer than both is requested separately.
 */
export async function findWaiting(
  lane: LaneReader,
  address: JobAddress,
  keyId: string,
  jobId: string,
  now: number,
): Promise<WaitingJob | null> {
  const { sequence } = address
  const line = `${laneName(address)} ${keyId}`
  const head = await cached(heads, line, headsKept, now, () => lane.head(keyId))
  if (sequence >= head.nextSequence) return lane.findJob(keyId, jobId)
  const block = await blockOf(lane, address, keyId, line, now)
  const forecast = forecastIn(head, sequence)
  const summary = block.jobs[jobId]
  // The cached block may lack a job that ran once and was readmitted.
  if (summary === undefined) return forecast || sequence >= block.nextSequence ? lane.findJob(keyId, jobId) : null
  const { submittedAt, ...about }: JobSummary & { submittedAt: number } = JSON.parse(summary)
  const returned = head.returned.find((one) => one.sequence === sequence)
  return {
    ...about,
    id: jobId,
    keyId,
    submittedAt,
    forecast,
    attempt: returned?.attempt ?? 0,
    reason: returned?.reason ?? null,
    notBefore: returned?.notBefore ?? submittedAt,
  }
}

/** A block, fetched once when all its jobs have been submitted, and at most once a second until then. */
async function blockOf(lane: LaneReader, address: JobAddress, keyId: string, line: string, now: number) {
  const first = address.sequence - (address.sequence % blockSize)
  const end = first + blockSize
  const name = `${line} ${first}`
  const known = blocks.get(name)
  if (known && known.value.nextSequence >= end) return known.value
  const idOf = (sequence: number) => makeJobIdPrefix({ ...address, sequence })
  return cached(blocks, name, blocksKept, now, () => lane.block(keyId, idOf(first), idOf(end)))
}

/**
 * The cached value, or a fetched one. A request never awaits another request's call, because that call ends with its request.
 * While one request fetches, the others use the value that they have.
 */
async function cached<T>(
  cache: Map<string, Cached<T>>,
  name: string,
  kept: number,
  now: number,
  fetch: () => Promise<T>,
): Promise<T> {
  const known = cache.get(name)
  const age = known ? now - known.fetchedAt : Number.POSITIVE_INFINITY
  if (known && (age < freshMs || (known.fetching && age < staleMs))) return known.value
  if (known) known.fetching = true
  const value = await fetch()
  cache.delete(name)
  cache.set(name, { value, fetchedAt: now, fetching: false })
  if (cache.size > kept) cache.delete(cache.keys().next().value!)
  return value
}
