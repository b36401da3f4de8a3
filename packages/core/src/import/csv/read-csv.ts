import { pieces, readAhead } from './bytes.ts'
import type { CsvBatch, CsvPlace } from './csv-batch.ts'
import { findDialect, holdsHeader } from './find-dialect.ts'
import type { ImportTarget } from './import-target.ts'
import { RowReading } from './row-reading.ts'

export interface CsvOptions {
  /** One character. Detected from the header line by default. */
  delimiter?: string | undefined
  /** The maximum size of a row in bytes; 1 MiB by default. */
  maxRecordBytes?: number | undefined
  /** The place to resume from, given by an earlier batch. `text` must begin there. */
  from?: CsvPlace | undefined
}

/** Bytes parsed in one call. */
const parsedAtOnce = 64 << 10

/**
 * Reads CSV in UTF-8 (RFC 4180 and its common variants) in batches of some thousand rows. A header line names the columns, in any order and
 * case. A row is rejected for a wrong number of cells, a NUL, unreadable bytes, a cell that the target refuses, or an open quote. Throws
 * `invalid_input` when columns of the target are missing, and for a row of more than `maxRecordBytes`.
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
