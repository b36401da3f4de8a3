import type { ImportHold } from '@edgesweep/db/fragments/held-import.ts'
import type { StagedRow } from '@edgesweep/db/fragments/staged-batch.ts'
import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import type { Context } from '../context.ts'
import type { ReadBatch, StageRows } from './import-port.ts'
import { keepRejects, stepName } from './reject-file.ts'

/** Stages a batch. Its rejects are stored before the commit that names them. */
export function stageBatch(
  ctx: Pick<Context, 'files'> & { stage: StageRows },
  hold: ImportHold,
  row: Pick<ImportRow, 'id' | 'table' | 'rejectFiles'>,
  batch: ReadBatch,
): Promise<ImportRow | null> {
  let rowsStaged = 0
  async function* counted(): AsyncGenerator<readonly StagedRow[]> {
    for await (const rows of batch.rows) {
      rowsStaged += rows.length
      yield rows
    }
  }
  return ctx.stage(hold, row.table, counted(), async () => {
    const { rejects, ...end } = batch.end()
    const rejectFile = await keepRejects(ctx, row, `read-${stepName(hold)}`, rejects)
    return { ...end, rowsStaged, rejected: rejects.length, rejectFile }
  })
}
