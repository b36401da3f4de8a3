import { byLane, laneNames } from '@edgesweep/core/lane/lane.ts'
import type { Operations } from '@edgesweep/core/operations/read-operations.ts'
import { changeKinds } from '@edgesweep/db/event-kinds.ts'
import { z } from '@hono/zod-openapi'

const count = z.int()
const countOfEachLane = z.object(byLane(() => count))

/** The state of the system by part. Null: the part does not answer or does not exist. Counts of ended work cover the last hour. */
export const OperationsBody = z
  .object({
    lanes: z
      .array(
        z.object({
          lane: z.enum(laneNames),
          waiting: count,
          running: count,
          oldest_wait_seconds: z.number().nullable(),
          waited_seconds: z
            .object({ p50: z.number(), p90: z.number(), p99: z.number() })
            .nullable()
            .openapi({ description: 'Wait of the last started jobs before their start, up to 200 jobs a shard' }),
        }),
      )
      .nullable(),
    browsers: z
      .object({
        sessions: count,
        most_sessions: count,
        lent: countOfEachLane.openapi({ description: 'Context slots in use' }),
        most_lent: count,
        reserved_for_live: count,
        waiting: countOfEachLane,
      })
      .nullable(),
    connections: z
      .array(
        z.object({
          role: z.string(),
          limit: count.nullable().openapi({ description: "The role's own limit; null if it has none" }),
          connections: count,
          active: count,
          lock_waits: count,
        }),
      )
      .nullable(),
    sweeps: z
      .object({
        running: z.array(z.object({ id: z.string(), outlets: count, completed: count, failed: count, total: count })),
        completed: count,
        partial: count,
        failed: count,
      })
      .nullable(),
    outlets: z.object({ due: count, late: count, skipped_overlap: count }).nullable().openapi({
      description:
        '`due`: outlets that are due; `late`: outlets that have been due for over two minutes; `skipped_overlap`: skipped starts so far',
    }),
    changes: z.array(z.object({ kind: z.enum(changeKinds), changes: count })).nullable(),
    pipelines: z
      .array(
        z.object({
          name: z.string(),
          counts: z.record(z.string(), count),
          due: count,
          claims: count,
          stale_claims: count,
        }),
      )
      .nullable(),
    deliveries: z
      .object({
        pending: count,
        failed: count,
        delivered: count,
        dead: count,
        oldest_due_seconds: z.number().nullable(),
      })
      .nullable()
      .openapi({ description: 'Counted up to 10,000' }),
    imports: z.array(z.object({ target: z.string(), status: z.string(), imports: count })).nullable(),
    archive: z
      .array(z.object({ table: z.string(), days: count, oldest_day: z.iso.date().nullable(), age_days: count }))
      .nullable()
      .openapi({ description: 'Days beyond the retention period that are not archived' }),
  })
  .openapi('Operations')

/** An operations reading as the API returns it. */
export function operationsBody(of: Operations): z.infer<typeof OperationsBody> {
  const { browsers, sweeps, outlets, deliveries } = of
  return {
    lanes:
      of.lanes?.map(({ oldestSeconds, waitedSeconds, ...lane }) => ({
        ...lane,
        oldest_wait_seconds: oldestSeconds,
        waited_seconds: waitedSeconds,
      })) ?? null,
    browsers: browsers && {
      sessions: browsers.sessions,
      most_sessions: browsers.mostSessions,
      lent: browsers.lent,
      most_lent: browsers.mostLent,
      reserved_for_live: browsers.reservedForLive,
      waiting: browsers.waiting,
    },
    connections: of.connections?.map(({ waiting, ...role }) => ({ ...role, lock_waits: waiting })) ?? null,
    sweeps: sweeps && {
      running: sweeps.running,
      completed: sweeps.completedLastHour,
      partial: sweeps.partialLastHour,
      failed: sweeps.failedLastHour,
    },
    outlets: outlets && { due: outlets.due, late: outlets.late, skipped_overlap: outlets.skippedOverlap },
    changes: of.changes,
    pipelines:
      of.pipelines?.map(({ name, counts, due, instances }) => ({
        name,
        counts,
        due,
        claims: instances.reduce((sum, { claims }) => sum + claims, 0),
        stale_claims: instances.reduce((sum, { staleClaims }) => sum + staleClaims, 0),
      })) ?? null,
    deliveries: deliveries && {
      pending: deliveries.pending,
      failed: deliveries.failed,
      delivered: deliveries.delivered,
      dead: deliveries.dead,
      oldest_due_seconds: deliveries.oldestDueSeconds,
    },
    imports: of.imports,
    archive:
      of.archive?.map(({ kind, days, oldestDay, ageDays }) => ({
        table: kind,
        days,
        oldest_day: oldestDay,
        age_days: ageDays,
      })) ?? null,
  }
}
