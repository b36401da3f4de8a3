/** A Markdown table of rows; an empty string for none. Columns that are empty in every row are left out. */
export function markdownTable(rows: ReadonlyArray<Record<string, string | number>>): string {
  const columns = Object.keys(rows[0] ?? {}).filter((column) => rows.some((row) => row[column] !== ''))
  if (columns.length === 0) return ''
  const line = (cells: string[]) => `| ${cells.join(' | ')} |\n`
  const cellsOf = (row: Record<string, string | number>) =>
    columns.map((column) => String(row[column]).replaceAll('|', '\\|').replaceAll('\n', ' '))
  const rule = columns.map((column) => (rows.every((row) => isNumber(row[column])) ? '--:' : '---'))
  return `${line(columns)}${line(rule)}${rows.map((row) => line(cellsOf(row))).join('')}`
}

const isNumber = (cell: string | number | undefined): boolean => /^(?:–|-?\d)/.test(String(cell ?? ''))

/** The fragment by which GitHub links to a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
