import { countSweep } from '@edgesweep/core/sweep/sweep-counts.ts'
import type { SweepRow } from '@edgesweep/db/rows/sweep-row.ts'
import { sweeps } from '@edgesweep/db/schema/sweeps.ts'
import { z } from '@hono/zod-openapi'
import type { ApiContext } from '../api.ts'
import { withLanes } from '../http/with-parts.ts'

const steps = z.int().openapi({ description: 'Steps, two for each outlet: its scan, then its extraction' })
const Counts = z.object({
  total: steps,
  completed: z.int().openapi({ description: 'Steps that are completed, or had nothing to do' }),
  failed: z.int(),
  scanned: z.int().openapi({ description: 'Outlets whose scan is completed' }),
  extracted: z.int().openapi({ description: 'Outlets whose extraction is completed' }),
})

/** A sweep of an earlier version lacks some counts, and one whose job was not stored lacks all. */
const Summary = Counts.partial().extend({ status: z.string() }).openapi({
  description: 'After the end: the status and the counts of its job. Steps in neither count were not reached',
})

/** A sweep over due or chosen outlets. */
export const SweepBody = z
  .object({
    id: z.string(),
    job_id: z.string().nullable(),
    status: z.enum(sweeps.status.enumValues),
    outlets: z.int(),
    started_at: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable(),
    progress: Counts.nullable().openapi({ description: 'While it runs' }),
    summary: Summary.nullable(),
  })
  .openapi('Sweep')

/** A sweep as the API returns it, with the progress of its job while it runs. */
export async function sweepBody(
  ctx: ApiContext,
  { id, jobId, status, outlets, startedAt, endedAt, summary }: SweepRow,
): Promise<z.infer<typeof SweepBody>> {
  const job = status === 'running' && jobId ? await withLanes(ctx).jobs.read(jobId) : null
  return {
    id,
    job_id: jobId,
    status,
    outlets,
    started_at: startedAt,
    ended_at: endedAt,
    progress: job && countSweep(job),
    summary: Summary.safeParse(summary).data ?? null,
  }
}
