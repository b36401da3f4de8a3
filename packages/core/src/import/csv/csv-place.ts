/** How a file separates its cells and its lines. */
export interface Dialect {
  /** One character. */
  delimiter: string
  /** `cr` alone ended lines on the first Macintosh; `lf` stands for LF and CRLF, mixed or not. */
  lineEnds: 'lf' | 'cr'
}

/** Where in a file's text reading can go on: everything that must be remembered for it. */
export interface CsvPlace {
  /** Bytes of UTF-8 text before it. */
  offset: number
  /** The line that begins there, from 1. */
  line: number
  /** The columns' names, trimmed and in lower case. */
  header: readonly string[]
  dialect: Dialect
}
