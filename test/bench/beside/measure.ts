import type { BenchServer } from '../../support/bench-server.ts'
import { watchProcessors } from '../watch-processors.ts'
import { probeClaims } from './probe-claims.ts'

/** What was seen of one arm in one round. */
export interface Measured {
  /** Creatives completed. */
  perSecond: number
  claimP50: number
  claimP99: number
  /** Processor seconds a second: of all that the bench runs, and of that what is not the creatives'. */
  processors: number
  besides: number
  /** What everything else on the machine took: a comparison is worth little where that is much. */
  others: number
}

/**
 * Measures for so many seconds what runs.
 *
 * @param each processor seconds that a creative takes, so that what it does not take can be told; null where nothing else runs
 * @throws Error when the creatives have run out
 */
export async function measure(
  server: BenchServer,
  database: string,
  { url, seconds, each }: { url: string; seconds: number; each: number | null },
): Promise<Measured> {
  const count = async () => {
    const [result] = await server.run(
      database,
      `select count(*) filter (where status = 'completed')::int as completed, count(*) filter (where status = 'pending')::int as pending,
         count(*) filter (where status = 'failed')::int as failed, clock_timestamp() as at
       from creatives`,
    )
    return result!.rows[0] as { completed: number; pending: number; failed: number; at: Date }
  }
  const before = await count()
  const stop = watchProcessors()
  const took = await probeClaims(url, performance.now() + seconds * 1000)
  const { processors, others } = stop()
  const after = await count()
  if (after.pending === 0) throw new Error('the creatives have run out: there is nothing to compare')
  if (after.failed > 0) throw new Error(`${after.failed} creatives have failed`)
  const quantile = (share: number) => took[Math.min(took.length - 1, Math.floor(share * took.length))]!
  const perSecond = (1000 * (after.completed - before.completed)) / (after.at.getTime() - before.at.getTime())
  return {
    perSecond,
    claimP50: quantile(0.5),
    claimP99: quantile(0.99),
    processors,
    besides: each === null ? 0 : Math.max(0, processors - each * perSecond),
    others,
  }
}
