import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import type { Context } from '../context.ts'
import { rejectsHeader } from './csv/rejects-csv.ts'
import { importFiles } from './import-files.ts'

/** An import's reject file: `line,reason,row`, with what is known so far. */
export async function* readRejects(
  ctx: Pick<Context, 'files'>,
  { id, rejectFiles }: Pick<ImportRow, 'id' | 'rejectFiles'>,
): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(rejectsHeader)
  for (const name of rejectFiles) {
    const file = await ctx.files.get(importFiles.rejects(id, name))
    if (file) yield* file.body
  }
}
