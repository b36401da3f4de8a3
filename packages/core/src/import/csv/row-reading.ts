import { EdgesweepError } from '../../errors.ts'
import { joinBytes } from './bytes.ts'
import type { CsvBatch, CsvPlace, CsvRow, Dialect, Reject } from './csv-batch.ts'
import { firstNotUtf8 } from './first-not-utf8.ts'
import { type ImportTarget, type RowReader, rowReaderFor } from './import-target.ts'
import { countLineEnds, trimmedLines } from './line-ends.ts'
import { parseRows } from './parse-rows.ts'
import { cellText, TextSection } from './text-section.ts'

const rawCharacters = 1_000
/** The approximate number of rows and rejects in a batch. */
const batchRows = 2_000

/** A parsed row of the file. */
interface ParsedRow {
  cells: string[]
  /** The line on which the row begins. */
  line: number
  /** The row as in the file, where it begins at `offset`. */
  bytes: Uint8Array
  offset: number
  isSuspect: boolean
}

/** Turns text that arrives in pieces into rows and rejects, and tracks their places in the file. */
export class RowReading {
  readonly #target: ImportTarget
  readonly #dialect: Dialect
  readonly #terminator: number
  readonly #maxRecordBytes: number
  #header: readonly string[] | null
  #readRow: RowReader | null
  #rows: CsvRow[] = []
  #rejects: Reject[] = []
  /** The place where the next row begins. */
  #offset: number
  #line: number
  /** Bytes received but not yet read as rows. */
  #pending: Uint8Array[] = []
  #pendingBytes = 0
  /** The number of pending bytes at which parsing is tried again. */
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

  /** Rows and rejects ready to be taken. */
  get waiting(): number {
    return this.#rows.length + this.#rejects.length
  }

  add(piece: Uint8Array): void {
    if (piece.length === 0) return
    this.#pending.push(piece)
    this.#pendingBytes += piece.length
  }

  /**
   * Reads rows until a batch is full, and returns whether it is. `isLast`: no more pieces follow. Throws `invalid_input` for an
   * invalid header and for a row that is too long.
   */
  fillBatch({ isLast = false } = {}): boolean {
    if (this.#pendingBytes < this.#readAt && !isLast) return false
    const bytes = joinBytes(this.#pending)
    // Up to the end of a line, every character is complete.
    const lines = isLast ? bytes : bytes.subarray(0, bytes.lastIndexOf(this.#terminator) + 1)
    const pending = bytes.subarray(this.#readLines(lines, isLast))
    this.#pending = [pending]
    this.#pendingBytes = pending.length
    const isFull = this.waiting >= batchRows
    // An incomplete row is parsed again only when it has grown by half, so that small pieces cost no more than large ones.
    this.#readAt = isFull ? 0 : Math.min(pending.length * 1.5, this.#maxRecordBytes + 1)
    if (!isFull && pending.length > this.#maxRecordBytes) this.#refuse(pending, this.#line)
    return isFull
  }

  /** Ends the text. If a quote was never closed, the rest of the file becomes one reject. */
  end(): void {
    if (this.#isUnclosed && this.#header) {
      const bytes = joinBytes(this.#pending)
      this.#reject(
        { line: this.#line, bytes },
        'a quote that opens in this row is never closed, so the rest of the file is part of the row',
      )
      this.#line += countLineEnds(bytes)
      this.#offset += bytes.length
    }
    if (this.#header === null)
      throw invalid(this.#isUnclosed ? 'a quote in the header line is never closed' : 'the file has no header line')
  }

  takeBatch(): CsvBatch {
    const [rows, rejects] = [this.#rows, this.#rejects]
    this.#rows = []
    this.#rejects = []
    return { rows, rejects, offset: this.#offset, line: this.#line, header: this.#header!, dialect: this.#dialect }
  }

  /** Takes the complete rows of `lines` until a batch is full. Returns the number of bytes taken. */
  #readLines(lines: Uint8Array, isLast: boolean): number {
    const skipped = this.#skipEmptyLines(lines)
    const section = new TextSection(lines.subarray(skipped))
    let start = 0
    let at = 0
    const { isUnclosed } = parseRows(section.text, this.#dialect, isLast, (cells, end) => {
      // The parser reports an empty row after the last line end.
      if (end === start) return false
      const length = section.byteLength(start, end)
      const bytes = section.bytes.subarray(at, at + length)
      const lineEnds = section.isOneLine(start, end) ? 1 : this.#linesOf(bytes)
      this.#take({ cells, line: this.#line, bytes, offset: this.#offset, isSuspect: section.isSuspect })
      start = end
      at += length
      this.#offset += length
      this.#line += lineEnds
      return this.waiting >= batchRows
    })
    this.#isUnclosed = isUnclosed
    return skipped + at
  }

  /** Skips empty lines without the parser, which would be slow on a file full of them. */
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
      return `byte ${offset + at} is not text in the file's encoding: name the right encoding, such as encoding=windows-1252`
    const column = cells.findIndex((cell) => cell.includes('\0'))
    if (column < 0) return null
    return `column ${nameOf(column, this.#header)} contains a NUL character: if other rows do too, the encoding may be utf-16le`
  }

  #reject({ line, bytes }: Pick<ParsedRow, 'line' | 'bytes'>, reason: string): void {
    // A character has at most four bytes.
    const begin = trimmedLines(bytes.subarray(0, 4 * rawCharacters))
    const text = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(begin)
    this.#rejects.push({ line, reason, row: text.slice(0, rawCharacters).replaceAll('\0', '\uFFFD') })
  }

  #refuse(bytes: Uint8Array, line: number): never {
    const quoted = countLineEnds(trimmedLines(bytes.subarray(0, this.#maxRecordBytes))) > 0
    const subject = quoted ? 'a quote that opens in the row that begins on' : 'the row on'
    throw invalid(
      `${subject} line ${line} ${quoted ? 'is not closed' : 'does not end'} within ${this.#maxRecordBytes} bytes`,
    )
  }
}

const invalid = (message: string) => new EdgesweepError('invalid_input', message)

const nameOf = (column: number, header: readonly string[] | null) =>
  header?.[column] ? `"${header[column]}"` : column + 1

function raggedness(cells: readonly string[], header: readonly string[]): string | null {
  if (cells.length === header.length) return null
  return `${cells.length} ${cells.length === 1 ? 'cell' : 'cells'} where the header has ${header.length}`
}
