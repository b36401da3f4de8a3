import { waitUntil } from 'cloudflare:workers'
import type { Receipt } from '@edgesweep/core/lane/lane-port.ts'
import type { SerializedJob } from '@edgesweep/core/lane/lane-shard.ts'
import { type CallPart, fitTogether, partsOf } from './call-parts.ts'

/** After this time, a call stops delaying the next one. */
const hangsMs = 5_000

interface Batch extends CallPart {
  receipts: Promise<Receipt[]>
}

/** By lane and shard: the batch that waits for the previous call, and the answer of the last call. */
const gathering = new Map<string, Batch>()
const sending = new Map<string, Promise<unknown>>()

/**
 * Submits jobs together with those of other requests in this isolate. While a call to a Lane object is in progress, jobs gather for
 * the next call, which commits them all at once. A single job is sent at once. Jobs that are too many or too large for one call go in
 * several, one after another. Each batch uses the `send` of its first caller.
 */
export async function submitTogether(
  name: string,
  jobs: SerializedJob[],
  send: (jobs: SerializedJob[]) => Promise<Receipt[]>,
): Promise<Receipt[]> {
  const parts = partsOf(jobs).map(async (part) => {
    const batch = batchFor(name, part, send)
    const first = batch.jobs.length
    batch.jobs.push(...part.jobs)
    batch.bytes += part.bytes
    return (await batch.receipts).slice(first, first + part.jobs.length)
  })
  return (await Promise.all(parts)).flat()
}

function batchFor(name: string, part: CallPart, send: (jobs: SerializedJob[]) => Promise<Receipt[]>): Batch {
  const open = gathering.get(name)
  return open && fitTogether(open, part) ? open : openBatch(name, send)
}

function openBatch(name: string, send: (jobs: SerializedJob[]) => Promise<Receipt[]>): Batch {
  const batch: Batch = { jobs: [], bytes: 0, receipts: Promise.resolve([]) }
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
