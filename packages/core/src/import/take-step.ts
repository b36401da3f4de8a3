import { beginImportStaging } from '@edgesweep/db/queries/import/begin-staging.ts'
import { chooseImportIndexes } from '@edgesweep/db/queries/import/choose-indexes.ts'
import { clearImportStaging } from '@edgesweep/db/queries/import/clear-staging.ts'
import { finishImport } from '@edgesweep/db/queries/import/finish.ts'
import { readHeldImport } from '@edgesweep/db/queries/import/read-held.ts'
import { recordSplit } from '@edgesweep/db/queries/import/record-split.ts'
import { restoreImportIndex } from '@edgesweep/db/queries/import/restore-index.ts'
import { sortStagedRows } from '@edgesweep/db/queries/import/sort-staged.ts'
import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import type { Context } from '../context.ts'
import { outageLimitSeconds } from '../endings/outage.ts'
import { discardFile } from './import-files.ts'
import type { ImportStep } from './import-machine.ts'
import type { ImportSource, StageRows } from './import-port.ts'
import { mergeRange } from './merge-range.ts'
import { tagOf } from './reject-file.ts'
import { stageBatch } from './stage-batch.ts'

export type ImportContext = Pick<Context, 'db' | 'clock' | 'log' | 'files'> & { source: ImportSource; stage: StageRows }

/** The claim of an import, with the limits of the run. */
export interface ImportClaimed {
  token: string
  leaseSeconds: number
  /** An import with fewer rows keeps its table's indexes, because rebuilding them would cost more. */
  rowsWithoutIndexes: number
  /** Whether to stop before the next commit. */
  isOver(): boolean
  /** Called after each commit. */
  onStep: ((row: ImportRow) => void) | undefined
}

/**
 * Takes one step of an import, all its batches or as many as the time allows. Returns the import's new state, or null when a
 * commit was refused because the claim or the staged rows are lost.
 */
export async function takeStep(
  ctx: ImportContext,
  claimed: ImportClaimed,
  row: ImportRow,
  step: ImportStep,
): Promise<ImportRow | null> {
  const hold = holdOf(claimed, row)
  switch (step.do) {
    case 'split':
      return eachOf(claimed, row, ctx.source.split(row, tagOf(claimed)), (now, split) =>
        recordSplit(ctx.db, holdOf(claimed, now), split),
      )
    case 'stage':
      return eachOf(claimed, row, ctx.source.read(row), (now, batch) =>
        stageBatch(ctx, holdOf(claimed, now), now, batch),
      )
    case 'begin':
      return after(ctx, hold, await beginImportStaging(ctx.db, hold))
    case 'sort':
      return after(ctx, hold, await sortStagedRows(ctx.db, hold))
    case 'choose_indexes':
      return after(ctx, hold, await chooseImportIndexes(ctx.db, hold, claimed.rowsWithoutIndexes))
    case 'merge':
      return mergeRange(ctx, hold, row, step)
    case 'restore_index':
      return after(ctx, hold, await restoreImportIndex(ctx.db, hold))
    case 'finish':
      if (!(await clearImportStaging(ctx.db, hold))) return null
      await discardFile(ctx, row).catch((error) => {
        // A bucket that stays away must not keep the import from ending.
        if ((row.outageSeconds ?? 0) < outageLimitSeconds.import) throw error
        ctx.log.error('import.file_left', { importId: row.id, error: String(error) })
      })
      return finishImport(ctx.db, hold)
  }
}

const holdOf = ({ token, leaseSeconds }: ImportClaimed, { id, step }: ImportRow) => ({
  importId: id,
  token,
  step,
  leaseSeconds,
})

async function eachOf<T>(
  claimed: ImportClaimed,
  row: ImportRow,
  batches: AsyncIterable<T>,
  commit: (row: ImportRow, batch: T) => Promise<ImportRow | null>,
): Promise<ImportRow | null> {
  let now: ImportRow | null = row
  for await (const batch of batches) {
    now = await commit(now, batch)
    if (!now) break
    claimed.onStep?.(now)
    if (now.ending || claimed.isOver()) break
  }
  return now
}

const after = async (ctx: ImportContext, hold: { importId: string; token: string }, held: boolean) =>
  held ? readHeldImport(ctx.db, hold) : null
