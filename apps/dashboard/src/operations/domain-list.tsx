import type { Operations } from '../api/bodies.ts'
import { sweepsRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { useNow } from '../parts/use-now.ts'
import { addressOf } from '../parts/view.ts'
import { type BusyDomain, describeHindrance, describeWaiting, isJobId, nameWork } from './describe-domain.ts'

/** The most jobs that a domain's row names. */
const mostWork = 3

/** The busiest domains: their permits, what they hold back, and why. */
export function DomainList({ domains: { busiest, others } }: { domains: NonNullable<Operations['domains']> }) {
  if (busiest.length === 0) return <p class="quiet">no domain is busy</p>
  return (
    <>
      <ul class="busy-domains">
        {busiest.map((domain) => (
          <DomainRow key={domain.domain} domain={domain} />
        ))}
      </ul>
      {others > 0 && <p class="quiet">and {others.toLocaleString()} other busy domains</p>}
    </>
  )
}

function DomainRow({ domain }: { domain: BusyDomain }) {
  const now = useNow()
  const { in_flight, limit } = domain
  const waiting = describeWaiting(domain)
  const hindrance = describeHindrance(domain, now)
  return (
    <li>
      <strong class="domain-name">{domain.domain}</strong>
      <span class="quiet number">
        {in_flight} / {limit} permits
      </span>
      {waiting && <span class="number">{waiting}</span>}
      {hindrance && <span class={domain.pause ? 'is-trouble' : 'quiet'}>{hindrance}</span>}
      <HeldWork holds={domain.holds} />
    </li>
  )
}

/** The work that a domain holds back. Jobs and sweeps are links. */
function HeldWork({ holds }: Pick<BusyDomain, 'holds'>) {
  const { data: sweeps } = useRead(sweepsRead)
  if (holds.length === 0) return null
  return (
    <span class="held-work">
      <span class="quiet">holds back </span>
      {holds.slice(0, mostWork).map((held) => {
        const sweep = sweeps?.data.find(({ job_id }) => job_id === held.work)
        const name = nameWork(held, sweep?.outlets ?? null)
        const address = sweep ? addressOf.sweep(sweep.id) : isJobId(held.work) ? addressOf.job(held.work) : null
        return (
          <span key={held.work} title={held.work}>
            {address ? <a href={address}>{name}</a> : name}
          </span>
        )
      })}
      {holds.length > mostWork && <span class="quiet">and {holds.length - mostWork} more</span>}
    </span>
  )
}
