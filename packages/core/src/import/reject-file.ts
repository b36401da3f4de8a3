import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import type { Context } from '../context.ts'
import type { Reject } from './csv/csv-batch.ts'
import { rejectsCsv, rejectsHeader } from './csv/write-csv.ts'
import { importFiles } from './import-files.ts'

/**
 * Stores a section of an import's reject file and returns its name; null without rejects. The same name replaces the section of
 * an attempt that moved no checkpoint.
 */
export async function keepRejects(
  ctx: Pick<Context, 'files'>,
  importId: string,
  name: string,
  rejects: readonly Reject[],
): Promise<string | null> {
  if (rejects.length === 0) return null
  await ctx.files.put(importFiles.rejects(importId, name), rejectsCsv(rejects), 'text/csv')
  return name
}

/** Distinguishes the files of one claim from those of a later one. */
export const tagOf = ({ token }: { token: string }): string => token.slice(0, 8)

/** Names the files written by one step of a claim. */
export const stepName = (hold: { token: string; step: number }): string =>
  `${String(hold.step).padStart(8, '0')}-${tagOf(hold)}`

/** An import's reject file so far, with the columns `line,reason,row`. */
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
