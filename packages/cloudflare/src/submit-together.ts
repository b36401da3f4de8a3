import { waitUntil } from 'cloudflare:workers'
import type { Receipt } from '@edgesweep/core/lane/lane-port.ts'
import type { SerializedJob } from '@edgesweep/core/lane/lane-shard.ts'

/** The most jobs per call. One caller's batch is never split. */
const mostJobs = 1_000

/** After this time, a call stops delaying the next one. */
const hangsMs = 5_000

interface Batch {
  jobs: SerializedJob[]
  receipts: Promise<Receipt[]>
}

/** By lane and shard: the batch that waits for the previous call, and the answer of the last call. */
const gathering = new Map<string, Batch>()
const sending = new Map<string, Promise<unknown>>()

/**
 * Submits jobs together with those of other requests in this isolate. While a call to a Lane object is in progress, jobs gather for
 * the next call, which commits them all at once. A single job is sent at once. Each batch uses the `send` of its first caller.
 */
export async function submitTogether(
  name: string,
  jobs: SerializedJob[],
  send: (jobs: SerializedJob[]) => Promise<Receipt[]>,
): Promise<Receipt[]> {
  const open = gathering.get(name)
  const batch = open && open.jobs.length + jobs.length <= mostJobs ? open : openBatch(name, send)
  const first = batch.jobs.length
  batch.jobs.push(...jobs)
  const receipts = await batch.receipts
  return receipts.slice(first, first + jobs.length)
}

function openBatch(name: string, send: (jobs: SerializedJob[]) => Promise<Receipt[]>): Batch {
  const batch: Batch = { jobs: [], receipts: Promise.resolve([]) }
  const under = sending.get(name)
  const before = under ? Promise.race([under, scheduler.wait(hangsMs)]) : Promise.resolve()
  const close = () => {
    if (gathering.get(name) === batch) gathering.delete(name)
    return send(batch.jobs)
  }
  batch.receipts = before.then(close, close)
  gathering.set(name, batch)
  sending.set(name, batch.receipts)
  // The jobs of other requests must be sent even if this request's client disconnects.
  waitUntil(batch.receipts.catch(() => {}))
  return batch
}
