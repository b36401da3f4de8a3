import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import type { Context } from '../context.ts'
import type { Reject } from './csv/csv-batch.ts'
import { fitRejects } from './csv/fit-rejects.ts'
import { rejectsHeader, spreadsheetCsv } from './csv/write-csv.ts'
import { importFiles } from './import-files.ts'
import { maxRejectBytes, rejectRoom, rejectsLeftOut, sectionName } from './reject-section.ts'

/**
 * Stores a section of an import's reject file, as far as the file has room, and returns the section's name; null without rejects. The
 * same step replaces the section of an attempt that moved no checkpoint.
 */
export async function keepRejects(
  ctx: Pick<Context, 'files'>,
  row: Pick<ImportRow, 'id' | 'rejectFiles'>,
  step: string,
  rejects: readonly Reject[],
): Promise<string | null> {
  if (rejects.length === 0) return null
  const { csv, leftOut } = fitRejects(rejects, rejectRoom(row))
  const name = sectionName({ step, bytes: csv.length, leftOut })
  if (csv.length > 0) await ctx.files.put(importFiles.rejects(row.id, name), csv, 'text/csv')
  return name
}

/** Distinguishes the files of one claim from those of a later one. */
export const tagOf = ({ token }: { token: string }): string => token.slice(0, 8)

/** Names the files written by one step of a claim. */
export const stepName = (hold: { token: string; step: number }): string =>
  `${String(hold.step).padStart(8, '0')}-${tagOf(hold)}`

/** An import's reject file so far, with the columns `line,reason,row`. A last row without a line tells how many rejects are left out. */
export async function* readRejects(
  ctx: Pick<Context, 'files'>,
  row: Pick<ImportRow, 'id' | 'rejectFiles'>,
): AsyncGenerator<Uint8Array> {
  yield encoder.encode(rejectsHeader)
  for (const name of row.rejectFiles) {
    const file = await ctx.files.get(importFiles.rejects(row.id, name))
    if (file) yield* file.body
  }
  const leftOut = rejectsLeftOut(row)
  if (leftOut > 0) yield encoder.encode(spreadsheetCsv([[null, leftOutNote(leftOut), null]]))
}

const encoder = new TextEncoder()

const leftOutNote = (leftOut: number): string =>
  `${leftOut} more rejected rows are left out: a reject file holds at most ${maxRejectBytes >> 20} MiB`
