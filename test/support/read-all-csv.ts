import type { CsvBatch } from '@edgesweep/core/import/csv/csv-batch.ts'
import type { ImportTarget } from '@edgesweep/core/import/csv/import-target.ts'
import { openText, type TextOptions } from '@edgesweep/core/import/csv/open-text.ts'
import { type CsvOptions, readCsv } from '@edgesweep/core/import/csv/read-csv.ts'

/** Bytes in chunks of `size`, as from a network. */
export async function* inChunks(file: Uint8Array | string, size = 64 << 10): AsyncGenerator<Uint8Array> {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
}

/** All rows and rejects of a file for `target`. */
export async function readAllCsv(
  file: Uint8Array | string,
  target: ImportTarget,
  { size, ...options }: CsvOptions & TextOptions & { size?: number } = {},
): Promise<Pick<CsvBatch, 'rows' | 'rejects'>> {
  const batches = await Array.fromAsync(readCsv(openText(inChunks(file, size), options), target, options))
  return { rows: batches.flatMap(({ rows }) => rows), rejects: batches.flatMap(({ rejects }) => rejects) }
}
