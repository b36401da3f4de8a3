import { cpus } from 'node:os'
import process from 'node:process'
import type { BenchServer } from '../bench-server.ts'
import { watchTree } from '../process-tree.ts'
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

const busySeconds = () =>
  cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + (user + nice + sys + irq) / 1000, 0)

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
  const watch = watchTree(process.pid)
  const busyBefore = busySeconds()
  const startedAt = performance.now()
  const took = await probeClaims(url, startedAt + seconds * 1000)
  const elapsed = (performance.now() - startedAt) / 1000
  const busy = (busySeconds() - busyBefore) / elapsed
  const cpuSeconds = watch.stop()?.cpuSeconds ?? 0
  const after = await count()
  if (after.pending === 0) throw new Error('the creatives have run out: there is nothing to compare')
  if (after.failed > 0) throw new Error(`${after.failed} creatives have failed`)
  const quantile = (share: number) => took[Math.min(took.length - 1, Math.floor(share * took.length))]!
  const perSecond = (1000 * (after.completed - before.completed)) / (after.at.getTime() - before.at.getTime())
  const processors = cpuSeconds / elapsed
  return {
    perSecond,
    claimP50: quantile(0.5),
    claimP99: quantile(0.99),
    processors,
    besides: each === null ? 0 : Math.max(0, processors - each * perSecond),
    others: Math.max(0, busy - processors),
  }
}
