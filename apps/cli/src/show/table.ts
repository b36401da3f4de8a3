/** Rows under their heads, in columns; numbers stand to the right. */
export function table(heads: string[], rows: Array<Array<string | number>>): string {
  const cells = [heads, ...rows].map((row) => row.map((cell) => (typeof cell === 'number' ? grouped(cell) : cell)))
  const widths = heads.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  const isNumber = heads.map((_, column) => rows.some((row) => typeof row[column] === 'number'))
  const line = (row: string[]) =>
    row
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd()
  return `${cells.map(line).join('\n')}\n`
}

/** 3500000 as 3,500,000. */
export const grouped = (number: number): string => number.toLocaleString('en-US')
