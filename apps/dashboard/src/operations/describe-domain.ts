import { type LaneName, laneNames } from '@edgesweep/core/lane/lane.ts'
import type { Operations } from '../api/bodies.ts'
import { shortTime } from '../format/format-time.ts'

export type BusyDomain = NonNullable<Operations['domains']>['busiest'][number]

/** The work that a domain holds back, and since when: `36 waiting, 4 min`. Null when it holds back none. */
export function describeWaiting({ waiting, oldest_wait_seconds: oldest }: BusyDomain): string | null {
  const count = laneNames.reduce((sum, lane) => sum + waiting[lane], 0)
  if (count === 0 && oldest === null) return null
  return `${count.toLocaleString()} waiting${oldest === null ? '' : `, ${shortTime(oldest * 1000)}`}`
}

/** Why a domain gets fewer requests than usual: `pauses 12 min (Retry-After)`. Null when it does not. `now` in epoch milliseconds. */
export function describeHindrance(domain: BusyDomain, now: number): string | null {
  const { pause, limit, usual_limit, crawl_delay_seconds: delay } = domain
  const left = pause ? Date.parse(pause.until) - now : 0
  const reasons = [
    pause && pause.cause !== 'crawl-delay' && left > 0 ? `pauses ${shortTime(left)} (${causes[pause.cause]})` : null,
    limit < usual_limit ? `limit lowered from ${usual_limit} after trouble` : null,
    delay > 0 ? `crawl delay ${shortTime(delay * 1000)}` : null,
  ]
  return reasons.filter((reason) => reason !== null).join('; ') || null
}

const causes = { 'retry-after': 'Retry-After', trouble: 'trouble' } as const

/** Whether the work is a job. Pipelines are named, too. */
export const isJobId = (work: string): boolean => work.startsWith('job_')

/** What a domain holds back: `sweep of 46 outlets`, `bulk job`, `pipeline files`. `outlets`: those of its sweep, if it is one. */
export function nameWork({ work, lane }: { work: string; lane: LaneName }, outlets: number | null): string {
  if (outlets !== null) return `sweep of ${outlets} ${outlets === 1 ? 'outlet' : 'outlets'}`
  return isJobId(work) ? `${lane} job` : `pipeline ${work}`
}
