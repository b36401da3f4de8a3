import { stringify } from 'csv-stringify/sync'
import type { Reject } from './csv-batch.ts'

const special = /[",\r\n]/

/**
 * A row as CSV with LF (RFC 4180), for millions of rows: `csv-stringify` takes six times as long. Not for spreadsheets, which
 * run some cells as formulas: see `spreadsheetCsv`.
 */
export function csvLine(cells: readonly string[]): string {
  let line = ''
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at]!
    if (at > 0) line += ','
    line += special.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
  }
  return `${line}\n`
}

/**
 * Rows as CSV for people. A cell that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or CR) gets
 * a leading `'`; numbers do not (https://owasp.org/www-community/attacks/CSV_Injection). Null is an empty cell.
 */
export const spreadsheetCsv = (rows: Iterable<ReadonlyArray<string | number | null>>): string =>
  stringify(rows as never, { escape_formulas: true })

/** The header line of a reject file. Each stored section of the file lacks it. */
export const rejectsHeader = 'line,reason,row\n'

/** Rejects as rows of a reject file. */
export const rejectsCsv = (rejects: readonly Reject[]): string =>
  spreadsheetCsv(rejects.map(({ line, reason, row }) => [line, reason, row]))
