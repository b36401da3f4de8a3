import type { Database } from '@edgesweep/db/database.ts'
import type { StagedRow } from '@edgesweep/db/fragments/staged-batch.ts'
import { stageImportRows } from '@edgesweep/db/queries/import/stage-rows.ts'
import type { StageRows } from './import-port.ts'

/** Stages each batch in one statement, which works with every driver. */
export const stageInStatements =
  (db: Database): StageRows =>
  async (hold, table, rows, end) => {
    const all: StagedRow[] = []
    for await (const some of rows) all.push(...some)
    return stageImportRows(db, hold, table, all, await end())
  }
