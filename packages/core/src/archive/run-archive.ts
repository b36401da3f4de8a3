import { addDueArchives } from '@edgesweep/db/queries/archive/add-due.ts'
import { claimArchive } from '@edgesweep/db/queries/archive/claim.ts'
import { restartArchive } from '@edgesweep/db/queries/archive/restart.ts'
import { returnArchive } from '@edgesweep/db/queries/archive/return.ts'
import type { ArchiveHold, ArchiveRow } from '@edgesweep/db/rows/archive-row.ts'
import type { Context } from '../context.ts'
import { nextArchiveStep, pauseAfter } from './archive-machine.ts'
import { takeArchiveStep } from './take-archive-step.ts'
import { ArchiveMismatch } from './verify-part.ts'

export interface ArchiveRunOptions {
  /** No step begins after this time, in milliseconds. */
  budgetMs: number
  /** Aborts when no step may begin any more. */
  signal?: AbortSignal
  /** The lease of a day after each step, in seconds. A detachment that waits longer for locks is finished by another run. Default: 120. */
  leaseSeconds?: number
  /** The maximum number of rows in one file, and in memory at a time. Default: 10,000. */
  partRows?: number
}

type ArchiveContext = Pick<Context, 'db' | 'files' | 'clock' | 'log' | 'settings'>

/**
 * Archives the days past their retention: writes them to the bucket, verifies them and drops their partitions, one day at a time until none is due
 * or the time is up. Any number of runs may work at once, and each may be killed at any moment.
 */
export async function runArchive(ctx: ArchiveContext, options: ArchiveRunOptions): Promise<void> {
  const { budgetMs, leaseSeconds = 120, partRows = 10_000 } = options
  const stopAt = ctx.clock.now() + budgetMs
  const isOver = () => options.signal?.aborted === true || ctx.clock.now() >= stopAt
  await addDueArchives(ctx.db, { retentionDays: ctx.settings.retention.snapshots })
  while (!isOver()) {
    const token = crypto.randomUUID()
    const row = await claimArchive(ctx.db, { token, leaseSeconds })
    if (!row) break
    await archiveDay(ctx, { token, leaseSeconds, partRows, isOver }, row)
  }
}

interface Claimed {
  token: string
  leaseSeconds: number
  partRows: number
  isOver(): boolean
}

async function archiveDay(ctx: ArchiveContext, claimed: Claimed, row: ArchiveRow): Promise<void> {
  const { kind, day } = row
  let now = row
  const hold = (): ArchiveHold => ({ ...claimed, kind, day, step: now.steps })
  try {
    for (let step = nextArchiveStep(now); step; step = nextArchiveStep(now)) {
      if (claimed.isOver()) return await returnArchive(ctx.db, { ...hold(), afterSeconds: 0, error: null })
      const next = await takeArchiveStep(ctx, hold(), now, step, claimed.partRows)
      if (!next) return ctx.log.warn('archive.lost', { table: kind, day, step: step.do })
      now = next
    }
    ctx.log.info('archive.done', { table: kind, day, rows: now.rows, bytes: now.bytes })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    ctx.log.warn('archive.step_failed', { table: kind, day, status: now.status, error: message })
    if (error instanceof ArchiveMismatch) await restartArchive(ctx.db, hold())
    await returnArchive(ctx.db, { ...hold(), afterSeconds: pauseAfter(now.attempts), error: message })
  }
}
