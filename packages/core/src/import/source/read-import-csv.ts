import type { ImportRow, ImportTable } from '@edgesweep/db/rows/import-row.ts'
import type { Settings } from '../../settings.ts'
import type { CsvBatch, CsvPlace } from '../csv/csv-batch.ts'
import type { ImportTarget } from '../csv/import-target.ts'
import { openText } from '../csv/open-text.ts'
import { readCsv } from '../csv/read-csv.ts'
import { advertisersTarget } from '../csv/targets/advertisers.ts'
import { outletsTarget } from '../csv/targets/outlets.ts'

/** The rows of an import's file after its position. */
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

/** The assumed compression ratio of gzip. */
const usualRatio = 5

/** The approximate share of a file before a place in its text, 0 to 0.99. */
export function shareBefore({ offset }: CsvPlace, { bytes, compression, filename }: ImportRow): number {
  if (!bytes) return 0
  const isPacked = compression === 'gzip' || (compression === null && filename.endsWith('.gz'))
  return Math.min(0.99, offset / (isPacked ? usualRatio * bytes : bytes))
}

/** The fields of a place, to be stored as the import's position. */
export const placeOf = ({ offset, line, header, dialect }: CsvPlace): CsvPlace => ({ offset, line, header, dialect })

/** The rules for the rows of a table. */
export const targetOf = (table: ImportTable, { allowedTargets }: Pick<Settings, 'allowedTargets'>): ImportTarget =>
  table === 'advertisers' ? advertisersTarget : outletsTarget(allowedTargets)
