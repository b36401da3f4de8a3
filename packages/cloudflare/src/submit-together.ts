import { waitUntil } from 'cloudflare:workers'
import type { Receipt } from '@edgesweep/core/lane/lane-port.ts'
import type { StoredJob } from '@edgesweep/core/lane/lane-shard.ts'

/** What one call carries at most; a batch of a caller's is never split. */
const mostJobs = 1_000

/** A call that takes longer holds up the next no more. */
const hangsMs = 5_000

interface Batch {
  jobs: StoredJob[]
  receipts: Promise<Receipt[]>
}

/** By lane and shard: the batch that waits for the one before it to be answered, and when the last is. */
const gathering = new Map<string, Batch>()
const sending = new Map<string, Promise<unknown>>()

/**
 * Submits jobs together with those of other requests to this isolate: while one call to a Lane object is under way, what comes is gathered for
 * the next, which is one durable commit for all of them. A job that comes alone goes at once. `send` is the first comer's.
 */
export async function submitTogether(
  name: string,
  jobs: StoredJob[],
  send: (jobs: StoredJob[]) => Promise<Receipt[]>,
): Promise<Receipt[]> {
  const open = gathering.get(name)
  const batch = open && open.jobs.length + jobs.length <= mostJobs ? open : openBatch(name, send)
  const first = batch.jobs.length
  batch.jobs.push(...jobs)
  const receipts = await batch.receipts
  return receipts.slice(first, first + jobs.length)
}

function openBatch(name: string, send: (jobs: StoredJob[]) => Promise<Receipt[]>): Batch {
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
  // The others' jobs must not go when the request that sends them is given up by its caller.
  waitUntil(batch.receipts.catch(() => {}))
  return batch
}
