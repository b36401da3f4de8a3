import { readImport } from '@edgesweep/db/queries/import/read.ts'
import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import type { Caller } from '../../caller.ts'
import type { Context } from '../../context.ts'
import { EdgesweepError } from '../../errors.ts'

/** A caller's import. Throws `not_found` if there is none, even if another key has an import with this id. */
export async function findImport(ctx: Pick<Context, 'db'>, { keyId }: Caller, importId: string): Promise<ImportRow> {
  const found = await readImport(ctx.db, { importId, keyId })
  if (found) return found
  throw new EdgesweepError('not_found', `there is no import ${importId}`, { field: 'id' })
}

/** A caller's import that waits for its file. Throws `not_found`, and `conflict` when it no longer waits. */
export async function findUpload(ctx: Pick<Context, 'db'>, caller: Caller, importId: string): Promise<ImportRow> {
  const found = await findImport(ctx, caller, importId)
  if (found.status === 'uploading') return found
  throw new EdgesweepError('conflict', `the import ${importId} is ${found.status}: it accepts no more pieces`, {
    field: 'id',
  })
}
