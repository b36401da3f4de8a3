import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import type { CsvBatch } from '../csv/csv-batch.ts'
import type { CsvPlace } from '../csv/csv-place.ts'
import type { ImportTarget } from '../csv/import-target.ts'
import { openText } from '../csv/open-text.ts'
import { readCsv } from '../csv/read-csv.ts'

/** The rows of an import's file behind its position, where that is a place in the file. */
export function readImportCsv(
  file: AsyncIterable<Uint8Array>,
  { position, compression, encoding }: ImportRow,
  target: ImportTarget,
): AsyncIterable<CsvBatch> {
  const from = (position as CsvPlace | null) ?? undefined
  const text = openText(file, {
    compression: compression ?? undefined,
    encoding: encoding ?? undefined,
    skip: from?.offset ?? 0,
  })
  return readCsv(text, target, { from })
}

/** Text that a byte of gzip is taken for, where nothing better is known. */
const usualRatio = 5

/** About how much of a file lies before a place in its text. */
export function shareBefore({ offset }: CsvPlace, { bytes, compression, filename }: ImportRow): number {
  if (!bytes) return 0
  const isPacked = compression === 'gzip' || (compression === null && filename.endsWith('.gz'))
  return Math.min(0.99, offset / (isPacked ? usualRatio * bytes : bytes))
}

/** The place alone, to be remembered. */
export const placeOf = ({ offset, line, header, dialect }: CsvPlace): CsvPlace => ({ offset, line, header, dialect })
