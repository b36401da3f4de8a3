/** A row that its table accepts. */
export interface CsvRow {
  /** The line of the file on which the row begins, from 1. */
  line: number
  /** The row's cells in the order of the target's columns. An empty cell is NULL. */
  cells: readonly string[]
}

/** A row that its table refuses. */
export interface Reject {
  /** The line of the file on which the row begins, from 1. */
  line: number
  reason: string
  /** The row as in the file, cut after 1,000 characters. NULs and unreadable bytes are U+FFFD. */
  row: string
}

/** Rows and rejects that were read from a file, in file order, and the place after the last one, where reading can resume. */
export interface CsvBatch extends CsvPlace {
  rows: CsvRow[]
  rejects: Reject[]
}

/** How a file separates its cells and lines. */
export interface Dialect {
  /** One character. */
  delimiter: string
  /** `cr`: CR alone ends each line, as in files of old Macintosh systems. `lf`: LF or CRLF, mixed or not. */
  lineEnds: 'lf' | 'cr'
}

/** A place in a file's text where reading can resume. It holds everything that must be remembered. */
export interface CsvPlace {
  /** Bytes of UTF-8 text before the place. */
  offset: number
  /** The number of the line that begins there, from 1. */
  line: number
  /** The columns' names, trimmed and in lower case. */
  header: readonly string[]
  dialect: Dialect
}
