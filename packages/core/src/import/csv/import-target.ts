import { EdgesweepError } from '../../errors.ts'

/** The table that a file is imported into: its columns, and the rules for a row. */
export interface ImportTarget {
  /** The columns of an accepted row, in order. */
  columns: readonly string[]
  /** Columns that a file must have. The others of `fileColumns` are optional. */
  required: readonly string[]
  /** All columns that are read. Other columns of a file are ignored. */
  fileColumns: readonly string[]
  /**
   * Makes a function that reads a row: its cells in the order of `columns`, empty for NULL, or the reason to reject it. `place`
   * is the index of a column in the file, -1 when the file lacks it.
   */
  rowReader(place: (column: string) => number): RowReader
}

export type RowReader = (cells: readonly string[]) => readonly string[] | string

/** A target's reader for files with this header. Throws `invalid_input` for a missing or repeated column. */
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

/** Column names for a message, cut so that a file's own names cannot flood it. */
const listed = (names: readonly string[]): string => {
  const shown = names.slice(0, 20).map((name) => `"${name.slice(0, 60)}"`)
  return names.length > 20 ? `${shown.join(', ')} and ${names.length - 20} more` : shown.join(', ')
}
