import { ping } from '@edgesweep/db/queries/operations/ping.ts'
import type { Context } from '../context.ts'
import { PacedReading } from '../pipeline/paced-reading.ts'
import { type RetentionKind, retentionKinds, retentionNames } from '../retention-kinds.ts'
import { cutOffs } from './cut-offs.ts'
import { nothing, type Old, type RetentionContext } from './retention-act.ts'
import { retentionActs } from './retention-acts.ts'

/** What is kept of a kind and for how long, and what would go now. */
export interface RetentionReport {
  kind: RetentionKind
  what: string
  variable: string
  /** Null: for ever. */
  days: number | null
  /** What is older goes (ISO 8601); null: nothing. */
  before: string | null
  /** Null: it could not be counted. */
  old: Old | null
}

/** The shortest time between two readings, because they count many rows and list the bucket. */
const keptMs = 30_000

const reading = new PacedReading<RetentionReport[]>(keptMs)

/** Reads what would go now, without deleting anything. At most half a minute old. */
export const readRetention = (
  ctx: RetentionContext & Pick<Context, 'clock' | 'settings' | 'keepAlive'>,
): Promise<RetentionReport[]> =>
  reading.get(ctx, async () => {
    const { now } = await ping(ctx.db)
    const before = cutOffs(ctx.settings.retention, now)
    const reports: RetentionReport[] = []
    for (const kind of retentionNames) {
      const { what, variable } = retentionKinds[kind]
      const days = ctx.settings.retention[kind]
      reports.push({ kind, what, variable, days, before: before[kind], old: await oldOf(ctx, kind, before[kind]) })
    }
    return reports
  })

async function oldOf(ctx: RetentionContext, kind: RetentionKind, before: string | null): Promise<Old | null> {
  if (before === null) return nothing
  return retentionActs[kind].count(ctx, before).catch((error: unknown) => {
    ctx.log.warn('retention.not_counted', { kind, error: String(error) })
    return null
  })
}
