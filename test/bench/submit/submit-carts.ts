import type { LoadClient, Reply } from '../load-client.ts'
import type { Cart } from './carts.ts'
import { inFlight } from './in-flight.ts'

/** An accepted burst: each cart has a 202. */
export interface Submitted {
  /** In the order of the carts. */
  ids: string[]
  /** From the first request to the last 202. */
  seconds: number
}

const batchSize = 1_000
const batchesInFlight = 4

/** Submits in batches, a few at a time, and repeats those without an answer. Throws when one is refused. */
export async function submitInBatches(client: LoadClient, carts: readonly Cart[]): Promise<Submitted> {
  const ids: string[] = []
  const starts = Array.from({ length: Math.ceil(carts.length / batchSize) }, (_, n) => n * batchSize)
  const batches = starts.map((start) => carts.slice(start, start + batchSize))
  const bodies = batches.map((batch) => `{"jobs":[${batch.map(({ body }) => body).join(',')}]}`)
  const startedAt = performance.now()
  await inFlight(bodies, batchesInFlight, async (body, n) => {
    const idempotencyKey = `batch-${batches[n]![0]!.idempotencyKey}`
    const reply = await client.insist({ method: 'POST', path: '/v1/jobs/batch', body, idempotencyKey })
    const { jobs } = accepted(reply) as { jobs: Array<{ id?: string }> }
    for (const [index, job] of jobs.entries()) {
      if (!job.id) throw new Error(`A cart of a batch was refused: ${JSON.stringify(job)}`)
      ids[starts[n]! + index] = job.id
    }
  })
  return { ids, seconds: (performance.now() - startedAt) / 1000 }
}

/** Submits one by one, without `Idempotency-Key`s. Throws when one is refused. */
export async function submitSingly(
  client: LoadClient,
  carts: readonly Cart[],
  { connections, path = '/v1/jobs' }: { connections: number; path?: string },
): Promise<Submitted> {
  const ids: string[] = []
  const startedAt = performance.now()
  await inFlight(carts, connections, async ({ body }, n) => {
    ids[n] = (accepted(await client.ask({ method: 'POST', path, body })) as { id: string }).id
  })
  return { ids, seconds: (performance.now() - startedAt) / 1000 }
}

/** The body of a 202. */
export function accepted({ status, text }: Reply): unknown {
  if (status !== 202) throw new Error(`A submission was answered ${status}: ${text.slice(0, 300)}`)
  return JSON.parse(text)
}
