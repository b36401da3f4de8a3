import type { StagedRow } from '@edgesweep/db/fragments/staged-batch.ts'
import type { SplitOff } from '@edgesweep/db/queries/import/record-split.ts'
import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import type { Context } from '../../context.ts'
import type { SectionCounts } from '../csv/fit-rejects.ts'
import { readPart } from '../csv/read-part.ts'
import { writeParts } from '../csv/write-parts.ts'
import { importFiles } from '../import-files.ts'
import type { ImportSource, ReadBatch } from '../import-port.ts'
import { oneAhead } from '../one-ahead.ts'
import { rejectRoom, sectionName } from '../reject-section.ts'
import { readPieces } from '../upload/read-pieces.ts'
import { placeOf, readImportCsv, shareBefore, targetOf } from './read-import-csv.ts'

type BucketContext = Pick<Context, 'files' | 'settings'>

/** Rows per statement. */
const rowsAtOnce = 8_000

/** The place to resume staging: after the row of this line, in this part (from 0). */
interface PartPlace {
  part: number
  line: number
}

/** An uploaded file. It is cut into parts, which are then read. */
export const bucketSource = (ctx: BucketContext): ImportSource => ({
  split: (row, tag) => splitPieces(ctx, row, tag),
  read: (row) => oneAhead(readParts(ctx, row)),
})

async function* splitPieces(ctx: BucketContext, row: ImportRow, tag: string): AsyncGenerator<SplitOff> {
  const target = targetOf(row.table, ctx.settings)
  const name = (n: number) => `split-${String(n).padStart(5, '0')}-${tag}`
  const put = (key: string, csv: Uint8Array) => ctx.files.put(key, csv, 'text/csv')
  const sink = {
    putPart: (n: number, csv: Uint8Array) => put(importFiles.part(row.id, name(n)), csv),
    putRejects: (n: number, csv: Uint8Array, section: SectionCounts) =>
      put(importFiles.rejects(row.id, sectionName({ step: name(n), ...section })), csv),
  }
  let position = row.position
  const batches = readImportCsv(readPieces(ctx, row), row, target)
  const options = { first: row.partFiles.length + 1, rejectRoom: rejectRoom(row) }
  for await (const part of writeParts(batches, target.columns, sink, options)) {
    position = placeOf(part)
    yield {
      partFile: part.rows > 0 ? name(part.n) : null,
      rowsRead: part.rows + part.rejects,
      rejected: part.rejects,
      rejectFile: part.rejects > 0 ? sectionName({ step: name(part.n), ...part.section }) : null,
      position,
      readShare: shareBefore(part, row),
      last: false,
    }
  }
  yield { partFile: null, rowsRead: 0, rejected: 0, rejectFile: null, position, readShare: 1, last: true }
}

async function* readParts(ctx: BucketContext, row: ImportRow): AsyncGenerator<ReadBatch> {
  const { part: first, line: after } = (row.position as PartPlace | null) ?? { part: 0, line: 0 }
  for (const [part, name] of row.partFiles.entries()) {
    if (part < first) continue
    const file = await ctx.files.get(importFiles.part(row.id, name))
    if (!file) throw new Error(`the part ${name} of the import ${row.id} is not in the bucket`)
    const all = readPart(new Uint8Array(await new Response(file.body).arrayBuffer()))
    const left = part === first ? all.filter(({ line }) => line > after) : all
    for (let at = 0; at < left.length; at += rowsAtOnce) {
      const rows = left.slice(at, at + rowsAtOnce)
      const position: PartPlace = { part, line: rows.at(-1)!.line }
      const done = part + (at + rows.length) / left.length
      yield batchOf(rows, { position, readShare: done / row.partFiles.length, last: false })
    }
  }
  yield batchOf([], { position: row.position, readShare: 1, last: true })
}

/** A batch of rows from parts. They were counted, and their rejects stored, when the file was split. */
const batchOf = (
  rows: readonly StagedRow[],
  end: { position: unknown; readShare: number; last: boolean },
): ReadBatch => ({
  rows: atOnce(rows),
  end: () => ({ ...end, rowsRead: 0, rejects: [] }),
})

async function* atOnce(rows: readonly StagedRow[]): AsyncGenerator<readonly StagedRow[]> {
  yield rows
}
