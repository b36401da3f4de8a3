import type { StagedRow } from '@edgesweep/db/fragments/staged-batch.ts'
import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import type { Settings } from '../../settings.ts'
import type { CsvBatch, Reject } from '../csv/csv-batch.ts'
import type { ImportSource, ReadBatch } from '../import-port.ts'
import { placeOf, readImportCsv, shareBefore, targetOf } from './read-import-csv.ts'

/** A file on a host, read directly. `open` returns its bytes from the start; `atOnce` is the approximate number of rows per commit. */
export const fileSource = (
  settings: Pick<Settings, 'allowedTargets'>,
  open: () => AsyncIterable<Uint8Array>,
  atOnce = 100_000,
): ImportSource => ({
  split() {
    throw new Error('a file on a host is read directly and never split')
  },
  async *read(row) {
    const read = readImportCsv(open(), row, targetOf(row.table, settings))[Symbol.asyncIterator]()
    const progress = { position: row.position, readShare: row.readShare, last: false }
    try {
      while (!progress.last) yield nextBatch(read, row, progress, atOnce)
    } finally {
      await read.return?.()
    }
  },
})

/** A batch of `atOnce` rows, or of the remaining ones. Moves `progress` past them. */
function nextBatch(
  read: AsyncIterator<CsvBatch>,
  row: ImportRow,
  progress: { position: unknown; readShare: number; last: boolean },
  atOnce: number,
): ReadBatch {
  const rejects: Reject[] = []
  let rowsRead = 0
  async function* rows(): AsyncGenerator<readonly StagedRow[]> {
    while (rowsRead < atOnce) {
      const { value, done } = await read.next()
      if (done) {
        Object.assign(progress, { readShare: 1, last: true })
        return
      }
      for (const reject of value.rejects) rejects.push(reject)
      rowsRead += value.rows.length + value.rejects.length
      Object.assign(progress, { position: placeOf(value), readShare: shareBefore(value, row) })
      yield value.rows
    }
  }
  return { rows: rows(), end: () => ({ ...progress, rowsRead, rejects }) }
}
