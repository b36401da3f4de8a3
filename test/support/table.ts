/** Lines of a table for people: columns by the keys of the first row, numbers to the right. */
export function tableOf(rows: ReadonlyArray<Record<string, string | number>>): string {
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
