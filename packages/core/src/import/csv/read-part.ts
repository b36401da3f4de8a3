import { parseRows } from './parse-rows.ts'

/** A row of a part, ready for staging. */
export interface PartRow {
  /** The line of the file on which the row begins. */
  line: number
  /** In the order of the target's columns. */
  cells: Array<string | null>
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const dialect = { delimiter: ',', lineEnds: 'lf' } as const

/** The rows of a part written by `writeParts`. */
export function readPart(csv: Uint8Array): PartRow[] {
  const rows: PartRow[] = []
  parseRows(decoder.decode(csv), dialect, false, ([line, ...cells]) => {
    rows.push({ line: Number(line), cells: cells.map((cell) => cell || null) })
    return false
  })
  // The first row names the columns.
  return rows.slice(1)
}
