import { joinBytes } from './bytes.ts'
import type { CsvBatch, CsvPlace, CsvRow, Reject } from './csv-batch.ts'
import { fitRejects, type SectionCounts } from './fit-rejects.ts'
import { csvLine } from './write-csv.ts'

/** Stores parts. Each promise resolves when the bytes are stored. Writing the same number again replaces the bytes. */
export interface PartSink {
  putPart(n: number, csv: Uint8Array): Promise<void>
  /** Rows of a reject file without its header line. */
  putRejects(n: number, csv: Uint8Array, section: SectionCounts): Promise<void>
}

/** A stored part, and the place in the file after it, where the next part begins. */
export interface WrittenPart extends CsvPlace {
  n: number
  /** Zero rows: no part with this number was stored. */
  rows: number
  rejects: number
  /** The section of the reject file. Zero bytes: none was stored. */
  section: SectionCounts
  /** The size of the part. */
  bytes: number
}

/**
 * Cuts a file's rows into parts of about `partBytes` and yields each once it is stored. A part is CSV in UTF-8 with LF and a
 * header, with `line` and the target's columns; an empty cell is NULL. COPY and `readPart` accept it. Rejects are stored under
 * the same numbers, as far as they fit into `rejectRoom` bytes. After a crash, resume from the last part's place with `first` = its n + 1.
 */
export async function* writeParts(
  batches: AsyncIterable<CsvBatch>,
  columns: readonly string[],
  sink: PartSink,
  { first = 1, partBytes = 4 << 20, rejectRoom = Number.POSITIVE_INFINITY }: PartOptions = {},
): AsyncGenerator<WrittenPart> {
  const encoder = new TextEncoder()
  const header = encoder.encode(csvLine(['line', ...columns]))
  let n = first
  let room = rejectRoom
  let part = emptyPart()
  for await (const { rows, rejects, ...place } of batches) {
    part.place = place
    part.rows.add(rows.length, encoder.encode(partText(rows)))
    const { csv, leftOut } = fitRejects(rejects, room)
    room = leftOut > 0 ? 0 : room - csv.length
    part.rejects.add(rejects.length, csv)
    part.leftOut += leftOut
    // What is left out fills a part, too: a file of rejects must reach its checkpoints.
    if (leftOut > 0) part.leftOutSize += sizeOf(rejects)
    if (part.rows.bytes + part.rejects.bytes + part.leftOutSize < partBytes) continue
    yield await keep(n++, part, header, sink)
    part = emptyPart()
  }
  if (part.place) yield await keep(n, part, header, sink)
}

/** Without `rejectRoom`, every reject is stored. */
interface PartOptions {
  first?: number
  partBytes?: number
  rejectRoom?: number
}

interface OpenPart {
  rows: OpenText
  rejects: OpenText
  leftOut: number
  /** The characters of batches with rejects that are left out. */
  leftOutSize: number
  place: CsvPlace | null
}

const emptyPart = (): OpenPart => ({
  rows: new OpenText(),
  rejects: new OpenText(),
  leftOut: 0,
  leftOutSize: 0,
  place: null,
})

const sizeOf = (rejects: readonly Reject[]): number => rejects.reduce((sum, { row }) => sum + row.length + 1, 0)

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
  { rows, rejects, leftOut, place }: OpenPart,
  header: Uint8Array,
  sink: PartSink,
): Promise<WrittenPart> {
  const csv = joinBytes([header, ...rows.chunks])
  if (rows.count > 0) await sink.putPart(n, csv)
  const section = { bytes: rejects.bytes, leftOut }
  if (rejects.bytes > 0) await sink.putRejects(n, joinBytes(rejects.chunks), section)
  const bytes = rows.count > 0 ? csv.length : 0
  return { ...place!, n, rows: rows.count, rejects: rejects.count, section, bytes }
}
