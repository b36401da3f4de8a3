import type { BenchServer } from '../../support/postgres/bench-server.ts'
import { watchProcessors } from '../watch-processors.ts'
import { probeClaims } from './probe-claims.ts'

/** The figures of one arm in one round. */
export interface Measured {
  /** Creatives completed. */
  perSecond: number
  claimP50: number
  claimP99: number
  /** Processor seconds per second that the whole bench uses. */
  processors: number
  /** The part of `processors` that is not used for creatives. */
  besides: number
  /** The load of all other processes. A comparison is worth little when it is high. */
  others: number
}

/**
 * Measures the running processes for `seconds`.
 *
 * @param each processor seconds per creative, to compute the remaining load; null when nothing else runs
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
