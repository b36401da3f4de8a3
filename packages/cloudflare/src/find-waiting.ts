import { type JobAddress, makeJobIdPrefix } from '@edgesweep/core/lane/job-id.ts'
import { forecastIn, type LaneHead } from '@edgesweep/core/lane/lane-head.ts'
import type { JobSummary, WaitingJob } from '@edgesweep/core/lane/lane-port.ts'
import type { JobBlock, LaneShard } from '@edgesweep/core/lane/lane-shard.ts'
import { laneName } from './objects.ts'

/** A head answers polls for this long, and until `staleMs` while another request fetches the next head. */
const freshMs = 1_000
const staleMs = 2_000
/** Polls get the error of a failed call for this long, so that they do not all ask a lane that has trouble. */
const failedMs = 500
/** The number of jobs in a block. One call to the Lane fetches the unchanging facts of a block, or of as many of its jobs as a call holds. */
const blockSize = 1_000
const headsKept = 1_000
const blocksKept = 100

interface Cached<T> {
  known: { value: T; at: number } | null
  failed: { error: unknown; at: number } | null
  /** The call in progress. All requests of this isolate share it. */
  asked: { answer: Promise<T>; at: number } | null
}

const heads = new Map<string, Cached<LaneHead>>()
const blocks = new Map<string, Cached<JobBlock>>()

/** Drops the cached heads of a lane, so that the next poll sees a change made here. */
export function forgetHeads(address: JobAddress): void {
  for (const line of heads.keys()) if (line.startsWith(`${laneName(address)} `)) heads.delete(line)
}

type LaneReader = Pick<LaneShard, 'head' | 'block' | 'findJob'>

/** The time of a poll (epoch milliseconds), and the means to let work outlive the request that began it. */
interface Poll {
  now: number
  keepAlive(work: Promise<unknown>): void
}

/**
 * A key's waiting job, at most one second old. All polls in this isolate together request the head of their line once a second and each block once
 * from the Lane object. Only a job newer than both is requested separately.
 */
export async function findWaiting(
  lane: LaneReader,
  address: JobAddress,
  keyId: string,
  jobId: string,
  poll: Poll,
): Promise<WaitingJob | null> {
  const { sequence } = address
  const line = `${laneName(address)} ${keyId}`
  const head = await cached(heads, line, headsKept, poll, () => lane.head(keyId))
  if (sequence >= head.nextSequence) return lane.findJob(keyId, jobId)
  const block = await blockOf(lane, address, keyId, line, poll)
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

/** The block or the part of a block with a job: fetched once when all its jobs have been submitted, and at most once a second until then. */
async function blockOf(lane: LaneReader, address: JobAddress, keyId: string, line: string, poll: Poll) {
  const { sequence } = address
  let first = sequence - (sequence % blockSize)
  const end = first + blockSize
  const idOf = (of: number) => makeJobIdPrefix({ ...address, sequence: of })
  while (true) {
    const from = first
    const name = `${line} ${from}`
    const known = blocks.get(name)?.known?.value
    const isFinal = known && (known.cutAt !== undefined || known.nextSequence >= end)
    const block = isFinal
      ? known
      : await cached(blocks, name, blocksKept, poll, () => lane.block(keyId, idOf(from), idOf(end)))
    if (block.cutAt === undefined || sequence < block.cutAt) return block
    first = block.cutAt
  }
}

/**
 * The cached value, or a fetched one. One call at a time is in progress, for all requests, however many wait. While it is, they use a value that is
 * not stale, or wait for its answer. The call outlives the request that made it.
 */
async function cached<T>(
  cache: Map<string, Cached<T>>,
  name: string,
  kept: number,
  { now, keepAlive }: Poll,
  fetch: () => Promise<T>,
): Promise<T> {
  const { known, failed, asked } = cache.get(name) ?? nothing
  const age = known ? now - known.at : Number.POSITIVE_INFINITY
  // A call that takes longer no longer gives an answer of the present.
  const pending = asked && now - asked.at < freshMs ? asked : null
  if (known && (age < freshMs || (pending && age < staleMs))) return known.value
  if (pending) return pending.answer
  if (failed && now - failed.at < failedMs) throw failed.error
  const answer = fetch()
  const entry: Cached<T> = { known, failed: null, asked: { answer, at: now } }
  cache.delete(name)
  cache.set(name, entry)
  if (cache.size > kept) cache.delete(cache.keys().next().value!)
  const settled = answer.then(
    (value) => Object.assign(entry, { known: { value, at: now }, asked: null }),
    (error) => Object.assign(entry, { failed: { error, at: now }, asked: null }),
  )
  keepAlive(settled)
  return answer
}

const nothing = { known: null, failed: null, asked: null }
