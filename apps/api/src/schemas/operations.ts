import { byLane, laneNames } from '@edgesweep/core/lane/lane.ts'
import type { Operations } from '@edgesweep/core/operations/read-operations.ts'
import type { BusyDomain } from '@edgesweep/core/permit/domain-index.ts'
import { pauseCauses } from '@edgesweep/core/permit/domain-use.ts'
import { changeKinds } from '@edgesweep/db/event-kinds.ts'
import { z } from '@hono/zod-openapi'

const count = z.int()
const countOfEachLane = z.object(byLane(() => count))

/** A busy domain. */
const DomainBody = z.object({
  domain: z.string(),
  in_flight: count.openapi({ description: 'Permits in use' }),
  limit: count.openapi({ description: 'The most permits now' }),
  usual_limit: count.openapi({ description: 'The most permits when the domain has no trouble' }),
  crawl_delay_seconds: z.number(),
  waiting: countOfEachLane.openapi({
    description: 'Requests that wait in line or were given a later time',
  }),
  oldest_wait_seconds: z
    .number()
    .nullable()
    .openapi({ description: 'For how long it has held back a job; null: none' }),
  pause: z
    .object({ cause: z.enum(pauseCauses), until: z.iso.datetime() })
    .nullable()
    .openapi({ description: 'While it gets no request. `trouble`: it refused requests and named no time' }),
  holds: z
    .array(z.object({ work: z.string(), lane: z.enum(laneNames), seconds: z.number() }))
    .openapi({ description: 'Jobs by id, and pipelines by name, that it holds back, the longest first; at most 20' }),
  reported_seconds_ago: z.number(),
})

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
    domains: z
      .object({
        busiest: z.array(DomainBody).openapi({ description: 'At most 20, those that hold back most work first' }),
        others: count.openapi({ description: 'The number of other busy domains' }),
      })
      .nullable()
      .openapi({ description: 'Each busy domain reports itself every few seconds' }),
    browsers: z
      .object({
        sessions: count,
        most_sessions: count,
        lent: countOfEachLane.openapi({ description: 'Context slots in use' }),
        most_lent: count,
        reserved_for_live: count,
        waiting: countOfEachLane,
        closing: count.openapi({ description: 'Browsers that are to be closed and still run' }),
        lost: count.openapi({ description: 'Context slots whose holder died or lost its page' }),
        not_launched: z
          .object({ since: z.iso.datetime(), attempts: count })
          .nullable()
          .openapi({ description: 'Failed launches in a row; null while browsers can be launched' }),
      })
      .nullable(),
    bucket: z.object({ answers_ms: count }).nullable(),
    clock: z
      .object({
        last_round_at: z.iso.datetime().nullable(),
        late_seconds: z
          .number()
          .openapi({ description: 'For how long the next round has been due; 0 if it is not due' }),
        ahead_ms: z.int().openapi({ description: "By how much the clock of the API is ahead of the database's" }),
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

/** A busy domain as the API returns it at `now`, in epoch milliseconds. */
const domainBody = (
  { domain, inFlight, limit, slots, delayMs, waiting, pause, held, ageMs }: BusyDomain,
  now: number,
): z.infer<typeof DomainBody> => ({
  domain,
  in_flight: inFlight,
  limit,
  usual_limit: slots,
  crawl_delay_seconds: delayMs / 1000,
  waiting,
  oldest_wait_seconds: held[0] ? held[0].heldMs / 1000 : null,
  pause: pause && { cause: pause.cause, until: new Date(now + pause.leftMs).toISOString() },
  holds: held.map(({ work, lane, heldMs }) => ({ work, lane, seconds: heldMs / 1000 })),
  reported_seconds_ago: ageMs / 1000,
})

/** An operations reading as the API returns it. */
export function operationsBody(of: Operations): z.infer<typeof OperationsBody> {
  const { domains, browsers, clock, sweeps, outlets, deliveries } = of
  return {
    lanes:
      of.lanes?.map(({ oldestSeconds, waitedSeconds, ...lane }) => ({
        ...lane,
        oldest_wait_seconds: oldestSeconds,
        waited_seconds: waitedSeconds,
      })) ?? null,
    domains: domains && {
      busiest: domains.busiest.map((domain) => domainBody(domain, domains.readAt)),
      others: domains.others,
    },
    browsers: browsers && {
      sessions: browsers.sessions,
      most_sessions: browsers.mostSessions,
      lent: browsers.lent,
      most_lent: browsers.mostLent,
      reserved_for_live: browsers.reservedForLive,
      waiting: browsers.waiting,
      closing: browsers.closing,
      lost: browsers.lost,
      not_launched: browsers.trouble && {
        since: new Date(browsers.trouble.since).toISOString(),
        attempts: browsers.trouble.failures,
      },
    },
    bucket: of.bucket && { answers_ms: of.bucket.answersMs },
    clock: clock && { last_round_at: clock.lastRoundAt, late_seconds: clock.lateSeconds, ahead_ms: clock.aheadMs },
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
