import type { ImportHold } from '@edgesweep/db/fragments/held-import.ts'
import type { ImportBlocks, ImportRange } from '@edgesweep/db/fragments/import-range.ts'
import { insertAdvertiserRange } from '@edgesweep/db/queries/import/insert-advertiser-range.ts'
import { mergeAdvertiserRange } from '@edgesweep/db/queries/import/merge-advertiser-range.ts'
import { mergeOutletRange } from '@edgesweep/db/queries/import/merge-outlet-range.ts'
import { readImportRange } from '@edgesweep/db/queries/import/read-range.ts'
import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import { StatementError } from '@edgesweep/db/run-statement.ts'
import type { Context } from '../context.ts'
import { csvLine } from './csv/write-csv.ts'
import { keepRejects, stepName } from './reject-file.ts'

const mergeInto = { advertisers: mergeAdvertiserRange, outlets: mergeOutletRange }
/** The same limit as for rejects of the file. */
const rawCharacters = 1_000

/**
 * Merges one range of an import's sorted rows in one commit. A row that a later row of the file supersedes becomes a reject.
 * Null when the commit was refused.
 */
export async function mergeRange(
  ctx: Pick<Context, 'db' | 'files'>,
  hold: ImportHold,
  row: ImportRow,
  { fromBlock, toBlock }: ImportBlocks,
): Promise<ImportRow | null> {
  const { superseded, ...found } = await readImportRange(ctx.db, { table: row.table, blocks: { fromBlock, toBlock } })
  const rejects = superseded.map(({ line, supersededBy, cells }) => ({
    line,
    reason: `superseded by line ${supersededBy}`,
    row: csvLine(cells.map((cell) => cell ?? ''))
      .slice(0, rawCharacters)
      .trimEnd(),
  }))
  const rejectFile = await keepRejects(ctx, row, `superseded-${stepName(hold)}`, rejects)
  const range: ImportRange = { ...found, rejectFile }
  // Indexes are dropped only when the table was empty at the start of the import.
  if (row.indexes !== 'dropped') return mergeInto[row.table](ctx.db, hold, range)
  try {
    return await insertAdvertiserRange(ctx.db, hold, range)
  } catch (error) {
    if (!(error instanceof StatementError) || error.sqlState !== '23505') throw error
    return mergeInto[row.table](ctx.db, hold, range)
  }
}
