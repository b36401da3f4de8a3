import { EdgesweepError } from '../../errors.ts'

/** What a file may be imported into: which columns it has, and what a row must be. */
export interface ImportTarget {
  /** What a row becomes, in order. */
  columns: readonly string[]
  /** Columns that a file must have; the other ones of `fileColumns` it may have. */
  required: readonly string[]
  /** All columns that are read. Those that a file has besides are left alone. */
  fileColumns: readonly string[]
  /**
   * Gives what reads a row: its cells in the order of `columns`, empty for NULL, or the reason why it does not fit. `place` tells where a
   * column of the file lies, -1 for one that it does not have.
   */
  rowReader(place: (column: string) => number): RowReader
}

export type RowReader = (cells: readonly string[]) => readonly string[] | string

/** A target's reader for files with this header. Throws `invalid_input` for a column that is missing or there twice. */
export function rowReaderFor(target: ImportTarget, header: readonly string[]): RowReader {
  const missing = target.required.filter((column) => !header.includes(column))
  if (missing.length > 0)
    throw new EdgesweepError(
      'invalid_input',
      `the header has no column ${listed(missing)}: expected ${listed(target.required)}, found ${listed(header)}`,
    )
  const twice = target.fileColumns.find((column) => header.indexOf(column) !== header.lastIndexOf(column))
  if (twice !== undefined)
    throw new EdgesweepError('invalid_input', `the header has the column "${twice}" more than once: rename one of them`)
  return target.rowReader((column) => header.indexOf(column))
}

/** Names for a message, which a file's own may not swamp. */
const listed = (names: readonly string[]): string => {
  const shown = names.slice(0, 20).map((name) => `"${name.slice(0, 60)}"`)
  return names.length > 20 ? `${shown.join(', ')} and ${names.length - 20} more` : shown.join(', ')
}
