/** A row of a table, by column. */
export type Row = Readonly<Record<string, string | number>>

/** A table of a report. */
export interface Table {
  caption?: string
  rows: readonly Row[]
}

/** A table as text: the keys of the first row are the columns, and numbers are aligned to the right. */
export function tableOf(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))]
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]!.length)))
  const isNumber = columns.map((column) => rows.every((row) => /^[\d–-]/.test(String(row[column] ?? '–'))))
  return cells
    .map((line) =>
      line
        .map((cell, index) => (isNumber[index] ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** A table with its caption. */
export const tableText = ({ caption, rows }: Table): string =>
  caption === undefined ? tableOf(rows) : `${caption}\n${tableOf(rows)}`
