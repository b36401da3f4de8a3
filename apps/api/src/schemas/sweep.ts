import type { SweepRow } from '@edgesweep/db/rows/sweep-row.ts'
import { z } from '@hono/zod-openapi'
import type { ApiContext } from '../api.ts'
import { withLanes } from '../http/with-parts.ts'

const Summary = z
  .object({ status: z.string(), total: z.int().optional(), completed: z.int().optional(), failed: z.int().optional() })
  .openapi({ description: 'After the end: the status and the steps of its job, two steps for each outlet' })

/** A sweep over due or chosen outlets. */
export const SweepBody = z
  .object({
    id: z.string(),
    job_id: z.string().nullable(),
    status: z.enum(['running', 'completed', 'failed']),
    outlets: z.int(),
    started_at: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable(),
    progress: z
      .object({ completed: z.int(), failed: z.int(), total: z.int() })
      .nullable()
      .openapi({ description: 'While it runs: the steps done and in total, two for each outlet (scan, then extract)' }),
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
    progress: job && { completed: job.completed, failed: job.failed, total: job.total },
    summary: Summary.safeParse(summary).data ?? null,
  }
}
