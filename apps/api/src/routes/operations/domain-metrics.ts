import { laneNames } from '@edgesweep/core/lane/lane.ts'
import type { z } from '@hono/zod-openapi'
import type { OperationsBody } from '../../schemas/operations.ts'
import { type AddGauge, one } from './gauges.ts'

type Domains = z.infer<typeof OperationsBody>['domains']
type Domain = NonNullable<Domains>['busiest'][number]

/** The metrics of domains. Only the busiest have their own, so that the number of series is bounded. */
export function addDomainMetrics(gauge: AddGauge, domains: Domains): void {
  const each = (value: (domain: Domain) => number): Array<[{ domain: string }, number]> =>
    (domains?.busiest ?? []).map((one) => [{ domain: one.domain }, value(one)])
  const busy = domains && domains.busiest.length + domains.others
  gauge('domains_busy', 'Domains that serve or hold back a request', [], one(busy))
  gauge(
    'domain_permits',
    'Permits in use, of the busiest domains',
    ['domain'],
    each(({ in_flight }) => in_flight),
  )
  gauge(
    'domain_permits_limit',
    'Maximum number of permits now, of the busiest domains',
    ['domain'],
    each(({ limit }) => limit),
  )
  gauge(
    'domain_waiting',
    'Requests that wait for a permit, of the busiest domains',
    ['domain'],
    each(({ waiting }) => laneNames.reduce((sum, lane) => sum + waiting[lane], 0)),
  )
  gauge(
    'domain_oldest_wait_seconds',
    'Time for which a domain has held back a job, in seconds, of the busiest domains',
    ['domain'],
    each(({ oldest_wait_seconds }) => oldest_wait_seconds ?? 0),
  )
}
