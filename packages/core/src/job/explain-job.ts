import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { parseJobId } from '../lane/job-id.ts'
import { type DomainUses, type Explanation, explainEnded, explainRunning, explainWaiting } from './explain-reading.ts'
import type { JobView } from './job-port.ts'
import { isJobEnded } from './job-state.ts'
import { noSuchJob, readJob } from './read-job.ts'

type ExplainingContext = Pick<Context, 'lanes' | 'jobs' | 'clock' | 'domainReader'>

/** Explains why a job waits now, how much of it has ended, or how it ended. Throws `not_found`. */
export async function explainJob(ctx: ExplainingContext, caller: Caller, jobId: string): Promise<Explanation> {
  const reading = await readJob(ctx, caller, jobId)
  if (!reading) throw noSuchJob(jobId)
  const now = ctx.clock.now()
  if (reading.where === 'lane') {
    const { lane } = parseJobId(jobId)!
    const running = reading.job.forecast ? (await ctx.lanes.summary(lane)).running : 0
    return explainWaiting(reading.job, { lane, running }, now)
  }
  const { job } = reading
  return isJobEnded(job.status) ? explainEnded(job, job.status) : explainRunning(job, await usesOf(ctx, job), now)
}

/** The most domains that are asked for an explanation. */
const mostDomains = 3

/** The present state of the domains for which the job's next items wait. One that does not answer is left out. */
async function usesOf({ domainReader }: ExplainingContext, { waits }: JobView): Promise<DomainUses> {
  const domains = [...new Set(waits.flatMap(({ domain }) => domain ?? []))].slice(0, mostDomains)
  const uses = await Promise.all(
    domains.map(async (domain) => [domain, await domainReader.use(domain).catch(() => null)] as const),
  )
  return new Map(uses.flatMap(([domain, use]) => (use ? [[domain, use] as const] : [])))
}
