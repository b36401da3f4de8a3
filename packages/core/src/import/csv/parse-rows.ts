/// <reference path="./papaparse.d.ts" />
import Papa from 'papaparse'
import type { Dialect } from './csv-place.ts'

/** Stands in for a quote that is part of its cell; nothing that is a character (Unicode, 23.7). */
const plainQuote = '\uffff'

/**
 * Hands out the rows of a text, each with the place behind it; the last one only when it is whole, or the text is `all` there is. A quote
 * within an unquoted cell, or that is closed in the middle of one, is part of the cell. Gives whether a quote is open at the end of all.
 */
export function parseRows(
  text: string,
  { delimiter, lineEnds }: Dialect,
  all: boolean,
  take: (cells: string[], end: number) => void,
): { isUnclosed: boolean } {
  const newline = lineEnds === 'cr' ? '\r' : '\n'
  let source = text
  let end = 0
  let isUnclosed = false
  for (let isMended = false; ; isMended = true) {
    const from = end
    let misplaced = -1
    const parser = new Papa.Parser({
      delimiter,
      newline,
      step({ data, errors, meta }) {
        if (errors[0]?.code === 'InvalidQuotes') {
          misplaced = from + errors[0].index - 1
          parser.abort()
        } else if (errors[0]) isUnclosed = true
        else {
          const start = end
          end = from + meta.cursor
          const cells = data[0]!
          if (newline === '\n') trimReturn(cells, source, start, end, delimiter)
          take(isMended ? cells.map(withQuote) : cells, end)
        }
      },
    })
    const { errors } = parser.parse(from === 0 ? source : source.slice(from), 0, !all)
    // Of the last row, which is not whole.
    if (misplaced < 0 && errors[0]?.code === 'InvalidQuotes') misplaced = from + errors[0].index - 1
    if (misplaced < 0) return { isUnclosed }
    source = `${source.slice(0, misplaced)}${plainQuote}${source.slice(misplaced + 1)}`
  }
}

const withQuote = (cell: string) => (cell.startsWith(plainQuote) ? `"${cell.slice(1)}` : cell)

/** A row that ends with CRLF has the CR in its last cell, unless that is quoted. */
function trimReturn(cells: string[], source: string, start: number, end: number, delimiter: string): void {
  const last = cells.length - 1
  const cell = cells[last]!
  if (!cell.endsWith('\r') || source[end - 1] !== '\n') return
  const at = end - 1 - cell.length
  const isPlain = source.startsWith(cell, at) && (at === start || source[at - 1] === delimiter)
  if (isPlain) cells[last] = cell.slice(0, -1)
}
