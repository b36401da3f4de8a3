import { joinBytes } from './bytes.ts'
import type { CsvBatch, CsvPlace, CsvRow } from './csv-batch.ts'
import { csvLine, rejectsCsv } from './write-csv.ts'

/** Stores parts. Each promise resolves when the bytes are stored. Writing the same number again replaces the bytes. */
export interface PartSink {
  putPart(n: number, csv: Uint8Array): Promise<void>
  /** Rows of a reject file without its header line. */
  putRejects(n: number, csv: Uint8Array): Promise<void>
}

/** A stored part, and the place in the file after it, where the next part begins. */
export interface WrittenPart extends CsvPlace {
  n: number
  /** Zero rows: no part with this number was stored. Zero rejects: no section of the reject file was stored. */
  rows: number
  rejects: number
  /** The size of the part. */
  bytes: number
}

/**
 * Cuts a file's rows into parts of about `partBytes` and yields each once it is stored. A part is CSV in UTF-8 with LF and a
 * header, with `line` and the target's columns; an empty cell is NULL. COPY and `readPart` accept it. Rejects are stored under
 * the same numbers. After a crash, resume from the last part's place with `first` = its n + 1.
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
