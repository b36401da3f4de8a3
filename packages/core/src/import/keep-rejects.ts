import type { Context } from '../context.ts'
import type { Reject } from './csv/csv-batch.ts'
import { rejectsCsv } from './csv/rejects-csv.ts'
import { importFiles } from './import-files.ts'

/**
 * Stores a stretch of an import's reject file and gives its name; null when there are none. The same name again replaces what an attempt
 * left that moved no checkpoint.
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

/** What tells the files of one claim from those of another, which may come late. */
export const tagOf = ({ token }: { token: string }): string => token.slice(0, 8)

/** Names what one step of one claim writes. */
export const stepName = (hold: { token: string; step: number }): string =>
  `${String(hold.step).padStart(8, '0')}-${tagOf(hold)}`
