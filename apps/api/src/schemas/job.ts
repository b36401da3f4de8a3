import { jobKindNames } from '@edgesweep/core/job/job-kinds.ts'
import { jobStatuses } from '@edgesweep/core/job/job-state.ts'
import type { JobReading } from '@edgesweep/core/job/read-job.ts'
import { parseJobId } from '@edgesweep/core/lane/job-id.ts'
import { laneNames } from '@edgesweep/core/lane/lane.ts'
import { z } from '@hono/zod-openapi'
import { Estimate } from './receipt.ts'

const status = z.enum([...jobStatuses, 'expired'])
export const JobKind = z.enum(jobKindNames)
export const completedItems = z
  .int()
  .openapi({ description: 'Items that are completed, or skipped because there was nothing to do' })
export const failedItems = z.int().openapi({
  description: 'Items that are errored or disallowed. Items in neither count are open or, after the end, cancelled',
})
const instant = z.iso.datetime()

/**
 * The status of a job. Times are ISO 8601. `usage` is its cost so far; `robots_ignored` lists the hosts whose robots.txt was ignored by the
 * operator's decision.
 */
export const JobBody = z
  .object({
    id: z.string(),
    kind: JobKind,
    lane: z.enum(laneNames),
    status,
    total: z.int(),
    completed: completedItems,
    failed: failedItems,
    queue_position: z.int().nullable().openapi({ description: "From 1, among the caller's own waiting jobs" }),
    starts_in_seconds: Estimate.nullable(),
    eta_seconds: Estimate.nullable().openapi({ description: 'Seconds until the end' }),
    waiting_for: z
      .string()
      .nullable()
      .openapi({ description: 'The reason why the job is deferred, or the deferred item that starts first' }),
    dead: z.boolean().openapi({
      description: 'Whether it is a dead letter: its lane gave it up, or it missed its deadline. It can be replayed',
    }),
    attempt: z.int(),
    usage: z
      .object({ browser_ms: z.int(), requests: z.int(), bytes: z.int(), robots_ignored: z.array(z.string()) })
      .nullable(),
    submitted_at: instant,
    started_at: instant.nullable(),
    ended_at: instant.nullable(),
    expires_at: instant.nullable(),
    error: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
    tags: z.array(z.string()),
  })
  .openapi('Job')
export type JobBody = z.infer<typeof JobBody>

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

/** A job as the API returns it, from its lane while it waits or from its own object. */
export function jobBody(reading: JobReading): JobBody {
  if (reading.where === 'lane') {
    const { id, kind, total, metadata, tags, attempt, forecast, reason, submittedAt } = reading.job
    return {
      id,
      kind,
      attempt,
      metadata,
      tags,
      lane: parseJobId(id)!.lane,
      status: 'queued',
      total,
      completed: 0,
      failed: 0,
      queue_position: forecast?.position ?? null,
      starts_in_seconds: forecast?.startSeconds ?? null,
      eta_seconds: forecast?.etaSeconds ?? null,
      waiting_for: reason,
      dead: false,
      usage: null,
      submitted_at: iso(submittedAt)!,
      started_at: null,
      ended_at: null,
      expires_at: null,
      error: null,
    }
  }
  const { job } = reading
  const { id, spec, attempt } = job
  const [wait] = job.waits
  return {
    id,
    kind: spec.kind,
    attempt,
    metadata: spec.metadata ?? {},
    tags: spec.tags ?? [],
    lane: job.lane,
    status: job.status,
    total: job.total,
    completed: job.completed,
    failed: job.failed,
    queue_position: null,
    starts_in_seconds: null,
    eta_seconds: null,
    waiting_for: wait ? `${wait.label}: ${wait.reason}` : null,
    dead: job.dead,
    usage: {
      browser_ms: job.usage.browserMs,
      requests: job.usage.requests,
      bytes: job.usage.bytes,
      robots_ignored: job.usage.robotsIgnored ?? [],
    },
    submitted_at: iso(job.submittedAt)!,
    started_at: iso(job.startedAt),
    ended_at: iso(job.endedAt),
    expires_at: iso(job.expiresAt),
    error: job.error,
  }
}
