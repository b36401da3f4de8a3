import type { z } from '@hono/zod-openapi'
import { Registry } from 'prom-client'
import type { OperationsBody } from '../../schemas/operations.ts'
import { addDomainMetrics } from './domain-metrics.ts'
import { each, gaugesIn, one } from './gauges.ts'

/** The operations reading as Prometheus metrics. A part that does not answer has `edgesweep_part_up` 0 and no other metrics. */
export function metricsOf(reading: z.infer<typeof OperationsBody>): Registry {
  const registry = new Registry()
  const {
    lanes,
    domains,
    browsers,
    bucket,
    clock,
    connections,
    sweeps,
    outlets,
    changes,
    pipelines,
    deliveries,
    imports,
    archive,
  } = reading

  const gauge = gaugesIn(registry)

  gauge(
    'part_up',
    'Whether the part answered: 1 or 0',
    ['part'],
    Object.entries(reading).map(([part, value]) => [{ part }, value === null ? 0 : 1]),
  )
  gauge(
    'lane_waiting',
    'Waiting jobs',
    ['lane'],
    lanes?.map(({ lane, waiting }) => [{ lane }, waiting]),
  )
  gauge(
    'lane_running',
    'Running jobs',
    ['lane'],
    lanes?.map(({ lane, running }) => [{ lane }, running]),
  )
  gauge(
    'lane_oldest_wait_seconds',
    'Wait of the oldest waiting job so far, in seconds',
    ['lane'],
    lanes?.map(({ lane, oldest_wait_seconds }) => [{ lane }, oldest_wait_seconds ?? 0]),
  )
  gauge(
    'lane_wait_seconds',
    'Wait of the most recently started jobs before their start, in seconds',
    ['lane', 'quantile'],
    lanes?.flatMap(({ lane, waited_seconds: waited }) => [
      [{ lane, quantile: '0.5' }, waited?.p50],
      [{ lane, quantile: '0.9' }, waited?.p90],
      [{ lane, quantile: '0.99' }, waited?.p99],
    ]),
  )
  addDomainMetrics(gauge, domains)
  gauge('browser_sessions', 'Running or starting browser sessions', [], one(browsers?.sessions))
  gauge('browser_sessions_limit', 'Maximum number of browser sessions', [], one(browsers?.most_sessions))
  gauge('browser_slots_lent', 'Context slots in use', ['lane'], each(browsers?.lent, 'lane'))
  gauge('browser_slots_limit', 'Maximum number of context slots', [], one(browsers?.most_lent))
  gauge('browser_slots_waiting', 'Requests that wait for a context slot', ['lane'], each(browsers?.waiting, 'lane'))
  gauge('browsers_closing', 'Browsers that are to be closed and still run', [], one(browsers?.closing))
  gauge(
    'bucket_answer_seconds',
    'Time in which the bucket answers, in seconds',
    [],
    one(bucket && bucket.answers_ms / 1000),
  )
  gauge(
    'clock_late_seconds',
    'Time for which the next round of the clock has been due, in seconds',
    [],
    one(clock?.late_seconds),
  )
  gauge(
    'database_connections',
    'Connections to Postgres',
    ['role'],
    connections?.map(({ role, connections }) => [{ role }, connections]),
  )
  gauge(
    'database_connections_active',
    'Connections that run a statement',
    ['role'],
    connections?.map(({ role, active }) => [{ role }, active]),
  )
  gauge(
    'database_lock_waits',
    'Connections that wait for a lock',
    ['role'],
    connections?.map(({ role, lock_waits }) => [{ role }, lock_waits]),
  )
  gauge(
    'database_connections_limit',
    'Maximum number of connections of the role',
    ['role'],
    connections?.map(({ role, limit }) => [{ role }, limit]),
  )
  const steps = (of: 'completed' | 'failed' | 'total') => sweeps?.running.reduce((sum, sweep) => sum + sweep[of], 0)
  gauge('sweeps_running', 'Running sweeps', [], one(sweeps?.running.length))
  gauge(
    'sweep_steps',
    'Steps of the running sweeps, two for each outlet',
    ['of'],
    [
      [{ of: 'completed' }, steps('completed')],
      [{ of: 'failed' }, steps('failed')],
      [{ of: 'total' }, steps('total')],
    ],
  )
  gauge(
    'sweeps_ended_last_hour',
    'Sweeps that ended in the last hour',
    ['status'],
    [
      [{ status: 'completed' }, sweeps?.completed],
      [{ status: 'partial' }, sweeps?.partial],
      [{ status: 'failed' }, sweeps?.failed],
    ],
  )
  gauge(
    'outlets',
    'Outlets that are due, and outlets that have been due for over two minutes (late)',
    ['state'],
    [
      [{ state: 'due' }, outlets?.due],
      [{ state: 'late' }, outlets?.late],
    ],
  )
  gauge(
    'outlet_starts_skipped',
    'Sweep starts skipped because the previous sweep still held the outlet',
    [],
    one(outlets?.skipped_overlap),
  )
  gauge(
    'changes_last_hour',
    'Change events of the last hour',
    ['kind'],
    changes?.map(({ kind, changes }) => [{ kind }, changes]),
  )
  gauge(
    'pipeline_records',
    'Records by status',
    ['pipeline', 'status'],
    pipelines?.flatMap(({ name, counts }) =>
      Object.entries(counts).map(([status, records]): [Record<string, string>, number] => [
        { pipeline: name, status },
        records,
      ]),
    ),
  )
  gauge(
    'pipeline_claims',
    'Claims that instances hold',
    ['pipeline'],
    pipelines?.map(({ name, claims }) => [{ pipeline: name }, claims]),
  )
  gauge(
    'pipeline_stale_claims',
    'Claims with an expired lease',
    ['pipeline'],
    pipelines?.map(({ name, stale_claims }) => [{ pipeline: name }, stale_claims]),
  )
  const { oldest_due_seconds, ...delivered } = deliveries ?? {}
  gauge(
    'deliveries',
    'Waiting deliveries, and deliveries that ended in the last hour; counted up to 10,000',
    ['status'],
    each(delivered, 'status'),
  )
  gauge(
    'delivery_oldest_due_seconds',
    'Time since the oldest waiting delivery became due, in seconds',
    [],
    one(deliveries && (oldest_due_seconds ?? 0)),
  )
  gauge(
    'imports_running',
    'Running imports',
    ['table', 'status'],
    imports?.map(({ target, status, imports }) => [{ table: target, status }, imports]),
  )
  gauge(
    'archive_lag_days',
    'Age in days of the oldest day beyond the retention period that is not archived; 0 if there is none',
    ['table'],
    archive?.map(({ table, age_days }) => [{ table }, age_days]),
  )
  return registry
}
