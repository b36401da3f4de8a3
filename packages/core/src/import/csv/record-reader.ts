import { EdgesweepError } from '../../errors.ts'
import type { CsvBatch, CsvRow, Reject } from './csv-batch.ts'
import type { CsvPlace, Dialect } from './csv-place.ts'
import { type ImportTarget, type RowReader, rowReaderFor } from './import-target.ts'
import { countLineEnds, trimmedLines } from './line-ends.ts'
import { RecentBytes } from './recent-bytes.ts'
import { firstNotUtf8, TextCheck } from './text-check.ts'

/** What the parser tells with each record: bytes behind its end, the line that it ends on, and empty lines so far. */
export interface RecordInfo {
  bytes: number
  lines: number
  empty_lines: number
}

const rawCharacters = 1_000

/** Makes rows and rejects of the parser's records, and keeps count of where they lie in the file. */
export class RecordReader {
  readonly #target: ImportTarget
  readonly #dialect: Dialect
  readonly #maxRecordBytes: number
  readonly #startOffset: number
  readonly #check = new TextCheck()
  readonly #recent: RecentBytes
  #header: readonly string[] | null
  #readRow: RowReader | null
  #rows: CsvRow[] = []
  #rejects: Reject[] = []
  /** Where the next record begins, empty lines before it included. */
  #offset: number
  #line: number
  /** What the parser's count of lines must be moved by. */
  #lineShift: number
  #emptyLines = 0
  /** Of these, the ones that `#offset` was already moved behind. */
  #skippedLines = 0
  /** Records that begin before this offset are looked at closely. */
  #suspectBefore = 0
  #refused: unknown

  constructor(target: ImportTarget, dialect: Dialect, maxRecordBytes: number, from: CsvPlace | null) {
    this.#target = target
    this.#dialect = dialect
    this.#maxRecordBytes = maxRecordBytes
    this.#header = from?.header ?? null
    this.#readRow = from && rowReaderFor(target, from.header)
    this.#startOffset = from?.offset ?? 0
    this.#offset = this.#startOffset
    this.#line = from?.line ?? 1
    this.#lineShift = this.#line - 1
    this.#recent = new RecentBytes(this.#offset)
  }

  /** Rows and rejects that wait to be taken. */
  get waiting(): number {
    return this.#rows.length + this.#rejects.length
  }

  /** Says what the parser gets next. */
  expect(chunk: Uint8Array): void {
    this.#recent.push(chunk)
    if (this.#check.isSuspect(chunk)) this.#suspectBefore = this.#recent.end
  }

  /** Takes a record. Never throws, since that would be lost in the parser: `settle` does. */
  readonly take = (cells: string[], info: RecordInfo): null => {
    try {
      if (this.#refused === undefined) this.#takeRecord(cells, info)
    } catch (error) {
      this.#refused = error
    }
    return null
  }

  /** After each chunk. Throws `invalid_input` for a header that does not fit and for a record without end. */
  settle(): void {
    if (this.#refused !== undefined) throw this.#refused
    if (this.#recent.end - this.#offset > this.#maxRecordBytes) {
      this.#skipEmptyLines()
      this.#limitRecord(this.#recent.end, this.#line + this.#skippedLines)
    }
    this.#recent.forgetBefore(this.#offset)
  }

  /** After the last chunk. A quote that is never closed makes all that follows it one reject. */
  end(unclosedQuote: boolean): void {
    this.settle()
    if (unclosedQuote && this.#header) {
      this.#skipEmptyLines()
      const { end } = this.#recent
      const line = this.#line + this.#skippedLines
      this.#reject(
        line,
        'a quote that opens in this row is never closed, so that all behind it is part of the row',
        end,
      )
      this.#line = line + countLineEnds(this.#recent.between(this.#offset, end))
      this.#offset = end
    }
    if (this.#header === null)
      throw invalid(
        unclosedQuote ? 'a quote in the header line is never closed' : 'the file has no line that names its columns',
      )
  }

  takeBatch(): CsvBatch {
    const [rows, rejects] = [this.#rows, this.#rejects]
    this.#rows = []
    this.#rejects = []
    return { rows, rejects, offset: this.#offset, line: this.#line, header: this.#header!, dialect: this.#dialect }
  }

  #takeRecord(cells: string[], info: RecordInfo): void {
    const end = this.#startOffset + info.bytes
    const line = this.#line + info.empty_lines - this.#emptyLines
    if (end - this.#offset > this.#maxRecordBytes) this.#limitRecord(end, line)
    const lastLine = info.lines + this.#lineShift === line ? line : this.#lastLine(end)
    this.#judge(cells, line, end)
    this.#offset = end
    this.#line = lastLine + 1
    this.#lineShift = lastLine - info.lines
    this.#emptyLines = info.empty_lines
    this.#skippedLines = 0
  }

  #judge(cells: string[], line: number, end: number): void {
    const unreadable = this.#offset < this.#suspectBefore ? this.#unreadable(cells, end) : null
    if (!this.#readRow || !this.#header) {
      if (unreadable) throw invalid(`the header, on line ${line}, is not text: ${unreadable}`)
      this.#header = cells.map((name) => name.trim().toLowerCase())
      this.#readRow = rowReaderFor(this.#target, this.#header)
      return
    }
    const read = unreadable ?? raggedness(cells, this.#header) ?? this.#readRow(cells)
    if (typeof read === 'string') this.#reject(line, read, end)
    else this.#rows.push({ line, cells: read })
  }

  #unreadable(cells: string[], end: number): string | null {
    const at = firstNotUtf8(this.#recent.between(this.#offset, end))
    if (at >= 0)
      return `what is at byte ${this.#offset + at} is not text in the file's encoding: name the right one, as encoding=windows-1252`
    const column = cells.findIndex((cell) => cell.includes('\0'))
    if (column < 0) return null
    return `column ${nameOf(column, this.#header)} holds a NUL character: if others do, the encoding may be utf-16le`
  }

  /** Of a record of several lines; the parser counts a quoted CRLF as two. */
  #lastLine(end: number): number {
    const bytes = this.#recent.between(this.#offset, end)
    const terminator = this.#dialect.lineEnds === 'cr' ? '\r' : '\n'
    return this.#line + countLineEnds(bytes) - (bytes.at(-1) === terminator.charCodeAt(0) ? 1 : 0)
  }

  #reject(line: number, reason: string, end: number): void {
    // A character is at most four bytes.
    const bytes = this.#recent.between(this.#offset, Math.min(end, this.#offset + 4 * rawCharacters))
    const text = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(trimmedLines(bytes))
    this.#rejects.push({ line, reason, row: text.slice(0, rawCharacters).replaceAll('\0', '\uFFFD') })
  }

  #skipEmptyLines(): void {
    const begin = this.#recent.skipLineEnds(this.#offset)
    this.#skippedLines += countLineEnds(this.#recent.between(this.#offset, begin))
    this.#offset = begin
  }

  #limitRecord(end: number, line: number): void {
    const begin = this.#recent.skipLineEnds(this.#offset)
    const limit = begin + this.#maxRecordBytes
    if (end <= limit) return
    const quoted = countLineEnds(trimmedLines(this.#recent.between(begin, limit))) > 0
    const what = quoted ? 'a quote that opens in the row that begins on' : 'the row on'
    throw invalid(`${what} line ${line} is not ${quoted ? 'closed' : 'over'} within ${this.#maxRecordBytes} bytes`)
  }
}

const invalid = (message: string) => new EdgesweepError('invalid_input', message)

const nameOf = (column: number, header: readonly string[] | null) =>
  header?.[column] ? `"${header[column]}"` : column + 1

function raggedness(cells: readonly string[], header: readonly string[]): string | null {
  if (cells.length === header.length) return null
  return `${cells.length} ${cells.length === 1 ? 'cell' : 'cells'} where the header has ${header.length}`
}
