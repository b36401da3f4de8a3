import type { CsvBatch } from './csv-batch.ts'
import type { CsvPlace } from './csv-place.ts'
import { findDialect, holdsHeader } from './find-dialect.ts'
import type { ImportTarget } from './import-target.ts'
import { pieces } from './pieces.ts'
import { readAhead } from './read-ahead.ts'
import { RowReading } from './row-reading.ts'

export interface CsvOptions {
  /** One character; found in the header line when not told. */
  delimiter?: string | undefined
  /** Bytes that a row may have; 1 MiB when not told. */
  maxRecordBytes?: number | undefined
  /** Where to go on, as an earlier batch said; `text` begins there. */
  from?: CsvPlace | undefined
}

/** Bytes that are parsed at once. */
const parsedAtOnce = 64 << 10

/**
 * The rows of a CSV (RFC 4180, and what is commonly made of it) whose text comes in UTF-8, as `openText` gives it, with a header line that names the
 * columns in any order and case. Rows that do not fit are rejects with the reason: too few or too many cells, NULs, bytes that are no text in
 * the file's encoding, a cell that the target refuses, a quote that is never closed. A quote within an unquoted cell is part of the
 * cell. Empty lines are no rows. A batch has some thousand rows.
 *
 * Throws `invalid_input` for a file without the columns that the target needs, and for a row of more than `maxRecordBytes`: what is
 * held in memory stays below a few times that, however long a line is.
 */
export async function* readCsv(
  text: AsyncIterable<Uint8Array>,
  target: ImportTarget,
  { delimiter, maxRecordBytes = 1 << 20, from }: CsvOptions = {},
): AsyncGenerator<CsvBatch> {
  const { head, all } = await readAhead(text, (read) => !!from || holdsHeader(read) || read.length > maxRecordBytes)
  const dialect = from?.dialect ?? findDialect(head, delimiter)
  const reading = new RowReading(target, dialect, maxRecordBytes, from ?? null)
  for await (const chunk of all)
    for (const piece of pieces(chunk, parsedAtOnce)) {
      reading.add(piece)
      while (reading.fillBatch()) yield reading.takeBatch()
    }
  while (reading.fillBatch({ isLast: true })) yield reading.takeBatch()
  reading.end()
  if (reading.waiting > 0) yield reading.takeBatch()
}
