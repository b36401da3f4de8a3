import type { CsvBatch, CsvRow } from './csv-batch.ts'
import { csvLine } from './csv-line.ts'
import type { CsvPlace } from './csv-place.ts'
import { joinBytes } from './join-bytes.ts'
import { rejectsCsv } from './rejects-csv.ts'

/** Where parts go. Both must be kept when the promise is; the same number again replaces what was there. */
export interface PartSink {
  putPart(n: number, csv: Uint8Array): Promise<void>
  /** Rows of a reject file, without its header line. */
  putRejects(n: number, csv: Uint8Array): Promise<void>
}

/** What one number stands for, and the place in the file right behind it, where the next one begins. */
export interface WrittenPart extends CsvPlace {
  n: number
  /** Without any there is no part of this number, and without rejects no stretch of the reject file. */
  rows: number
  rejects: number
  /** Of the part. */
  bytes: number
}

/**
 * Cuts a file's rows into parts of about `partBytes`: CSV in UTF-8 with LF, with a header line, `line` and the target's columns, so that Postgres can COPY
 * it as it is (an empty cell is NULL), and `readPart` reads it. Rejects go beside them, under the same numbers. Each part is told when its bytes
 * are kept: to go on after a crash, read from the last one's place and number from `first` = its n + 1.
 */
export async function* writeParts(
  batches: AsyncIterable<CsvBatch>,
  columns: readonly string[],
  sink: PartSink,
  { first = 1, partBytes = 4 << 20 }: { first?: number; partBytes?: number } = {},
): AsyncGenerator<WrittenPart> {
  const encoder = new TextEncoder()
  const header = encoder.encode(csvLine(['line', ...columns]))
  let n = first
  let part = emptyPart()
  for await (const { rows, rejects, ...place } of batches) {
    part.place = place
    part.rows.add(rows.length, encoder.encode(partText(rows)))
    part.rejects.add(rejects.length, encoder.encode(rejects.length > 0 ? rejectsCsv(rejects) : ''))
    if (part.rows.bytes + part.rejects.bytes < partBytes) continue
    yield await keep(n++, part, header, sink)
    part = emptyPart()
  }
  if (part.place) yield await keep(n, part, header, sink)
}

interface OpenPart {
  rows: OpenText
  rejects: OpenText
  place: CsvPlace | null
}

const emptyPart = (): OpenPart => ({ rows: new OpenText(), rejects: new OpenText(), place: null })

class OpenText {
  readonly chunks: Uint8Array[] = []
  count = 0
  bytes = 0

  add(count: number, chunk: Uint8Array): void {
    this.chunks.push(chunk)
    this.count += count
    this.bytes += chunk.length
  }
}

function partText(rows: readonly CsvRow[]): string {
  let text = ''
  for (const { line, cells } of rows) text += `${line},${csvLine(cells)}`
  return text
}

async function keep(
  n: number,
  { rows, rejects, place }: OpenPart,
  header: Uint8Array,
  sink: PartSink,
): Promise<WrittenPart> {
  const csv = joinBytes([header, ...rows.chunks])
  if (rows.count > 0) await sink.putPart(n, csv)
  if (rejects.count > 0) await sink.putRejects(n, joinBytes(rejects.chunks))
  return { ...place!, n, rows: rows.count, rejects: rejects.count, bytes: rows.count > 0 ? csv.length : 0 }
}
