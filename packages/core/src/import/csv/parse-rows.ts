/// <reference path="./papaparse.d.ts" />
import Papa from 'papaparse'
import type { Dialect } from './csv-batch.ts'
import { mendQuotes } from './mend-quotes.ts'

/**
 * Passes each row of a text to `take`, with the index of its end, until `take` returns true. The last row counts only when its
 * line has ended or the text is `all` of the file. A quote in an unquoted cell, or one that closes before its cell ends, is part
 * of the cell. Returns whether a quote is still open at the end of the whole text.
 */
export function parseRows(
  text: string,
  { delimiter, lineEnds }: Dialect,
  all: boolean,
  take: (cells: string[], end: number) => boolean,
): { isUnclosed: boolean } {
  const newline = lineEnds === 'cr' ? '\r' : '\n'
  const lines = all && !text.endsWith(newline) ? text + newline : text
  const { text: source, plainQuote } = mendQuotes(lines, delimiter, newline)
  const withQuote = (cell: string) => (cell[0] === plainQuote ? `"${cell.slice(1)}` : cell)
  let start = 0
  let isUnclosed = false
  const parser = new Papa.Parser({
    delimiter,
    newline,
    step({ data, errors, meta }) {
      if (errors[0]?.code === 'MissingQuotes') {
        isUnclosed = true
        return
      }
      const cells = data[0]!
      if (newline === '\n') trimReturn(cells, source, start, meta.cursor, delimiter)
      start = meta.cursor
      const isEnough = take(plainQuote ? cells.map(withQuote) : cells, Math.min(start, text.length))
      if (isEnough) parser.abort()
    },
  })
  parser.parse(source, 0, !all)
  return { isUnclosed }
}

/** Removes the CR of a row's CRLF from its last cell, unless the cell is quoted. */
function trimReturn(cells: string[], source: string, start: number, end: number, delimiter: string): void {
  const last = cells.length - 1
  const cell = cells[last]!
  if (!cell.endsWith('\r') || source[end - 1] !== '\n') return
  const at = end - 1 - cell.length
  const isPlain = source.startsWith(cell, at) && (at === start || source[at - 1] === delimiter)
  if (isPlain) cells[last] = cell.slice(0, -1)
}
