import { ping } from '@edgesweep/db/queries/operations/ping.ts'
import type { Context } from '../context.ts'
import { type RetentionKind, retentionNames } from '../retention-kinds.ts'
import { cutOffs } from './cut-offs.ts'
import type { RetentionContext } from './retention-act.ts'
import { retentionActs } from './retention-acts.ts'

/**
 * Deletes what is past its retention: a batch of each kind in turn, until nothing old is left, `budgetMs` has passed or `signal` aborts. Each
 * minute another kind is the first, so that every kind gets its turn. A kind that fails ends for this run and does not delay the others. Any number
 * of runs may work at once, and each may be killed at any moment.
 */
export async function runRetention(
  ctx: RetentionContext & Pick<Context, 'clock' | 'settings'>,
  budgetMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const startedAt = ctx.clock.now()
  const stopAt = startedAt + budgetMs
  const { now } = await ping(ctx.db)
  const before = cutOffs(ctx.settings.retention, now)
  const deleted: Partial<Record<RetentionKind, { rows: number; files: number }>> = {}
  let open = inTurn(startedAt).filter((kind) => before[kind] !== null)
  while (open.length > 0) {
    const unfinished: RetentionKind[] = []
    for (const kind of open) {
      if (signal?.aborted || ctx.clock.now() >= stopAt) return report(ctx, deleted)
      try {
        const { rows, files, more } = await retentionActs[kind].deleteSome(ctx, before[kind]!)
        const so = deleted[kind] ?? { rows: 0, files: 0 }
        if (rows + files > 0) deleted[kind] = { rows: so.rows + rows, files: so.files + files }
        if (more) unfinished.push(kind)
      } catch (error) {
        ctx.log.error('retention.failed', { kind, error: String(error) })
      }
    }
    open = unfinished
  }
  report(ctx, deleted)
}

/** All kinds, from the one whose minute it is. */
function inTurn(nowMs: number): RetentionKind[] {
  const first = Math.floor(nowMs / 60_000) % retentionNames.length
  return [...retentionNames.slice(first), ...retentionNames.slice(0, first)]
}

function report({ log }: Pick<Context, 'log'>, deleted: object): void {
  if (Object.keys(deleted).length > 0) log.info('retention.deleted', { ...deleted })
}
