import { EdgesweepError } from '../../errors.ts'
import type { CsvBatch, CsvRow, Reject } from './csv-batch.ts'
import type { CsvPlace, Dialect } from './csv-place.ts'
import { firstNotUtf8 } from './first-not-utf8.ts'
import { type ImportTarget, type RowReader, rowReaderFor } from './import-target.ts'
import { joinBytes } from './join-bytes.ts'
import { countLineEnds, trimmedLines } from './line-ends.ts'
import { parseRows } from './parse-rows.ts'
import { cellText, Stretch } from './stretch.ts'

const rawCharacters = 1_000
/** Rows and rejects of a batch, about. */
const batchRows = 2_000

/** A row of the file. */
interface ParsedRow {
  cells: string[]
  /** The line on which it begins. */
  line: number
  /** As the file has it, which begins at `offset`. */
  bytes: Uint8Array
  offset: number
  isSuspect: boolean
}

/** Makes rows and rejects of a text that comes in pieces, and keeps count of where they lie in the file. */
export class RowReading {
  readonly #target: ImportTarget
  readonly #dialect: Dialect
  readonly #terminator: number
  readonly #maxRecordBytes: number
  #header: readonly string[] | null
  #readRow: RowReader | null
  #rows: CsvRow[] = []
  #rejects: Reject[] = []
  /** Where the next row begins. */
  #offset: number
  #line: number
  /** What has come of rows that are not whole. */
  #begun: Uint8Array[] = []
  #begunBytes = 0
  /** When so much has begun it is worth another look. */
  #readAt = 0
  #isUnclosed = false

  constructor(target: ImportTarget, dialect: Dialect, maxRecordBytes: number, from: CsvPlace | null) {
    this.#target = target
    this.#dialect = dialect
    this.#terminator = (dialect.lineEnds === 'cr' ? '\r' : '\n').charCodeAt(0)
    this.#maxRecordBytes = maxRecordBytes
    this.#header = from?.header ?? null
    this.#readRow = from && rowReaderFor(target, from.header)
    this.#offset = from?.offset ?? 0
    this.#line = from?.line ?? 1
  }

  /** Rows and rejects that wait to be taken. */
  get waiting(): number {
    return this.#rows.length + this.#rejects.length
  }

  add(piece: Uint8Array): void {
    if (piece.length === 0) return
    this.#begun.push(piece)
    this.#begunBytes += piece.length
  }

  /**
   * Reads rows until enough wait to be taken, and says whether they do; `isLast`: nothing more will be added. Throws `invalid_input` for a
   * header that does not fit and for a row without end.
   */
  fillBatch({ isLast = false } = {}): boolean {
    if (this.#begunBytes < this.#readAt && !isLast) return false
    const bytes = joinBytes(this.#begun)
    // Up to the end of a line no character is cut in two.
    const lines = isLast ? bytes : bytes.subarray(0, bytes.lastIndexOf(this.#terminator) + 1)
    const begun = bytes.subarray(this.#readLines(lines, isLast))
    this.#begun = [begun]
    this.#begunBytes = begun.length
    const isFull = this.waiting >= batchRows
    // A row whose end is not there yet is looked at again when it is half as long again: small pieces cost no more than large ones.
    this.#readAt = isFull ? 0 : Math.min(begun.length * 1.5, this.#maxRecordBytes + 1)
    if (!isFull && begun.length > this.#maxRecordBytes) this.#refuse(begun, this.#line)
    return isFull
  }

  /** When all has been read. A quote that is never closed makes all that follows it one reject. */
  end(): void {
    if (this.#isUnclosed && this.#header) {
      const bytes = joinBytes(this.#begun)
      this.#reject(
        { line: this.#line, bytes },
        'a quote that opens in this row is never closed, so that all behind it is part of the row',
      )
      this.#line += countLineEnds(bytes)
      this.#offset += bytes.length
    }
    if (this.#header === null)
      throw invalid(
        this.#isUnclosed ? 'a quote in the header line is never closed' : 'the file has no line that names its columns',
      )
  }

  takeBatch(): CsvBatch {
    const [rows, rejects] = [this.#rows, this.#rejects]
    this.#rows = []
    this.#rejects = []
    return { rows, rejects, offset: this.#offset, line: this.#line, header: this.#header!, dialect: this.#dialect }
  }

  /** Takes the whole rows of `lines`, or those that fill a batch. Gives the number of bytes that they have. */
  #readLines(lines: Uint8Array, isLast: boolean): number {
    const skipped = this.#skipEmptyLines(lines)
    const stretch = new Stretch(lines.subarray(skipped))
    let start = 0
    let at = 0
    const { isUnclosed } = parseRows(stretch.text, this.#dialect, isLast, (cells, end) => {
      // Behind the end of the last line there is no row.
      if (end === start) return false
      const length = stretch.byteLength(start, end)
      const bytes = stretch.bytes.subarray(at, at + length)
      const lineEnds = stretch.isOneLine(start, end) ? 1 : this.#linesOf(bytes)
      this.#take({ cells, line: this.#line, bytes, offset: this.#offset, isSuspect: stretch.isSuspect })
      start = end
      at += length
      this.#offset += length
      this.#line += lineEnds
      return this.waiting >= batchRows
    })
    this.#isUnclosed = isUnclosed
    return skipped + at
  }

  /** A file of nothing else would be slow to parse. */
  #skipEmptyLines(lines: Uint8Array): number {
    let skipped = 0
    while (lines[skipped] === this.#terminator) skipped++
    this.#offset += skipped
    this.#line += skipped
    return skipped
  }

  #linesOf(bytes: Uint8Array): number {
    return countLineEnds(bytes) + (bytes.at(-1) === this.#terminator ? 0 : 1)
  }

  #take(row: ParsedRow): void {
    const { cells, line, bytes } = row
    if (cells.length === 1 && cells[0] === '' && trimmedLines(bytes).length === 0) return
    if (bytes.length > this.#maxRecordBytes) this.#refuse(bytes, line)
    const unreadable = this.#unreadable(row)
    const texts = row.isSuspect && !unreadable ? cells.map(cellText) : cells
    if (!this.#readRow || !this.#header) {
      if (unreadable) throw invalid(`the header, on line ${line}, is not text: ${unreadable}`)
      this.#header = texts.map((name) => name.trim().toLowerCase())
      this.#readRow = rowReaderFor(this.#target, this.#header)
      return
    }
    const read = unreadable ?? raggedness(texts, this.#header) ?? this.#readRow(texts)
    if (typeof read === 'string') this.#reject(row, read)
    else this.#rows.push({ line, cells: read })
  }

  #unreadable({ cells, bytes, offset, isSuspect }: ParsedRow): string | null {
    const at = isSuspect ? firstNotUtf8(bytes) : -1
    if (at >= 0)
      return `what is at byte ${offset + at} is not text in the file's encoding: name the right one, as encoding=windows-1252`
    const column = cells.findIndex((cell) => cell.includes('\0'))
    if (column < 0) return null
    return `column ${nameOf(column, this.#header)} holds a NUL character: if others do, the encoding may be utf-16le`
  }

  #reject({ line, bytes }: Pick<ParsedRow, 'line' | 'bytes'>, reason: string): void {
    // A character is at most four bytes.
    const begin = trimmedLines(bytes.subarray(0, 4 * rawCharacters))
    const text = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(begin)
    this.#rejects.push({ line, reason, row: text.slice(0, rawCharacters).replaceAll('\0', '\uFFFD') })
  }

  #refuse(bytes: Uint8Array, line: number): never {
    const quoted = countLineEnds(trimmedLines(bytes.subarray(0, this.#maxRecordBytes))) > 0
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
