import { stringify } from 'csv-stringify/sync'

/**
 * Rows as CSV for people: a cell that a spreadsheet would take for a formula, because it begins with `=`, `+`, `-`, `@`, a tab or CR, has a `'` put before
 * it (https://owasp.org/www-community/attacks/CSV_Injection); numbers are left alone. Null is an empty cell.
 */
export const spreadsheetCsv = (rows: Iterable<ReadonlyArray<string | number | null>>): string =>
  stringify(rows as never, { escape_formulas: true })
