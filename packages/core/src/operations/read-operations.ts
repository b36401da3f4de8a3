import { readArchiveLag } from '@edgesweep/db/queries/archive/read-lag.ts'
import { countChanges } from '@edgesweep/db/queries/change/count.ts'
import { countDeliveries } from '@edgesweep/db/queries/delivery/count.ts'
import { countRunningImports } from '@edgesweep/db/queries/import/count-running.ts'
import { readConnections } from '@edgesweep/db/queries/operations/read-connections.ts'
import { countDueOutlets } from '@edgesweep/db/queries/sweep/count-due-outlets.ts'
import { pipelineNames } from '@edgesweep/db/schema/pipelines.ts'
import type { Context } from '../context.ts'
import { laneNames } from '../lane/lane.ts'
import { PacedReading } from '../pipeline/paced-reading.ts'
import { readPipelines } from '../pipeline/read-pipelines.ts'
import { readBucket } from './read-bucket.ts'
import { readClockState } from './read-clock-state.ts'
import { readLaneWait } from './read-lane-wait.ts'
import { readSweepProgress } from './read-sweep-progress.ts'

/** A host outside Cloudflare has no lanes, jobs, domains or browsers, and no bucket. */
type OperationsContext = Pick<Context, 'db' | 'settings' | 'clock' | 'log' | 'keepAlive'> &
  Partial<Pick<Context, 'lanes' | 'jobs' | 'domainReader' | 'browsers'>> & { files: Context['files'] | null }

/** The most domains that are named. */
const mostDomains = 20

/** The shortest time between two readings. */
const keptMs = 3_000

const parts = {
  lanes: async ({ lanes, clock }: OperationsContext) =>
    lanes ? Promise.all(laneNames.map((lane) => readLaneWait({ lanes, clock }, lane))) : null,
  domains: async ({ domainReader, clock }: OperationsContext) => {
    if (!domainReader) return null
    const { domains, others } = await domainReader.busiest(mostDomains)
    return { busiest: domains, others, readAt: clock.now() }
  },
  browsers: async ({ browsers }: OperationsContext) => (browsers ? browsers.use() : null),
  bucket: async ({ files, clock }: OperationsContext) => (files ? readBucket({ files, clock }) : null),
  clock: (ctx: OperationsContext) => readClockState(ctx),
  connections: ({ db }: OperationsContext) => readConnections(db),
  sweeps: (ctx: OperationsContext) => readSweepProgress(ctx),
  outlets: ({ db }: OperationsContext) => countDueOutlets(db),
  changes: ({ db }: OperationsContext) => countChanges(db),
  pipelines: (ctx: OperationsContext) => readPipelines(ctx, pipelineNames),
  deliveries: ({ db }: OperationsContext) => countDeliveries(db),
  imports: ({ db }: OperationsContext) => countRunningImports(db),
  archive: ({ db, settings }: OperationsContext) => readArchiveLag(db, { retentionDays: settings.retention.snapshots }),
}
type Parts = typeof parts

/** The state of the deployment by part. Null: the part did not answer, or does not exist. */
export type Operations = { [K in keyof Parts]: Awaited<ReturnType<Parts[K]>> | null }

const reading = new PacedReading<Operations>(keptMs)

/** Reads the state of the deployment, at most a few seconds old. A part that fails does not hide the others. */
export const readOperations = (ctx: OperationsContext): Promise<Operations> =>
  reading.get(ctx, async () => {
    const names = Object.keys(parts) as Array<keyof Parts>
    const values = await Promise.all(
      names.map((name) =>
        parts[name](ctx).catch((error: unknown) => {
          ctx.log.warn('operations.part_failed', { part: name, error: String(error) })
          return null
        }),
      ),
    )
    return Object.fromEntries(names.map((name, n) => [name, values[n]])) as Operations
  })
