import type { Reject } from './csv-batch.ts'
import { spreadsheetCsv } from './spreadsheet-csv.ts'

/** The first line of a reject file; its rows are written in stretches, without it. */
export const rejectsHeader = 'line,reason,row\n'

/** Rejects as rows of a reject file. */
export const rejectsCsv = (rejects: readonly Reject[]): string =>
  spreadsheetCsv(rejects.map(({ line, reason, row }) => [line, reason, row]))
