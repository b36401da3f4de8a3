import { parse } from 'csv-parse/sync'

/** A row of a part, ready to be stored. */
export interface PartRow {
  /** The line of the file on which it began. */
  line: number
  /** In the order of its target's columns. */
  cells: Array<string | null>
}

/** The rows of a part that `writeParts` made. */
export function readPart(csv: Uint8Array): PartRow[] {
  const records = parse(csv, { from: 2, record_delimiter: '\n' })
  return records.map(([line, ...cells]) => ({ line: Number(line), cells: cells.map((cell) => cell || null) }))
}
