import type { CsvPlace } from './csv-place.ts'

/** A row that fits its table. */
export interface CsvRow {
  /** The line of the file on which it begins, from 1. */
  line: number
  /** What its target made of it, in the order of the target's columns; an empty cell is NULL. */
  cells: readonly string[]
}

/** A row that does not. */
export interface Reject {
  /** The line of the file on which it begins, from 1. */
  line: number
  reason: string
  /** The row as the file has it, cut at 1,000 characters; NULs and bytes that are no text are U+FFFD. */
  row: string
}

/** What was read of a file, in the file's order, and the place right behind its last row, from which reading can go on. */
export interface CsvBatch extends CsvPlace {
  rows: CsvRow[]
  rejects: Reject[]
}
