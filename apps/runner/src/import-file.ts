import { createReadStream, createWriteStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { readRejects } from '@edgesweep/core/import/reject-file.ts'
import { runImports } from '@edgesweep/core/import/run-imports.ts'
import { fileSource } from '@edgesweep/core/import/source/file-source.ts'
import { createImport } from '@edgesweep/db/queries/import/create.ts'
import { findLocalImport } from '@edgesweep/db/queries/import/find-local.ts'
import { readImport } from '@edgesweep/db/queries/import/read.ts'
import type { ImportRow, ImportTable } from '@edgesweep/db/rows/import-row.ts'
import { ulid } from 'ulid'
import type { RunnerContext } from './context.ts'
import { folderFiles } from './files/folder-files.ts'

export interface LocalImport {
  path: string
  table: ImportTable
  encoding: string | null
  compression: 'none' | 'gzip' | null
  /** How long nobody else goes on when this process dies. */
  leaseSeconds: number
  /** Given back before its next step when this aborts. */
  signal: AbortSignal
  onStep: (row: ImportRow) => void
  /** Told while another process has this import, or another import the table. */
  onWait: () => void
}

/** How an import of a file of this machine came out. */
export interface LocalImportEnd {
  row: ImportRow
  /** Where its reject file is; null when nothing was rejected. */
  rejects: string | null
}

const chunkBytes = 1 << 20
/** Days, which no import takes. */
const budgetMs = 7 * 86_400_000
/** Another process is at it: it has the import until its lease runs out. */
const waitMs = 500

/**
 * Imports a file of this machine by COPY, without the API. One that was broken off goes on where it stopped, as long as the file is the same: its
 * path, size and time of change. Null when it was asked to stop before the end. Throws an Error on a file that cannot be read.
 */
export async function importFile(ctx: RunnerContext, wanted: LocalImport): Promise<LocalImportEnd | null> {
  const { path, table, encoding, compression, leaseSeconds, signal, onStep, onWait } = wanted
  const { size, mtime } = await stat(path)
  const filename = `${hostname()}:${resolve(path)} of ${mtime.toISOString()}`
  const { db, stage, close } = ctx.openImports()
  try {
    const { id } =
      (await findLocalImport(db, { table, filename, bytes: size })) ??
      (await createImport(db, {
        id: `imp_${ulid(ctx.clock.now())}`,
        keyId: null,
        table,
        filename,
        status: 'splitting',
        isLocal: true,
        bytes: size,
        compression,
        encoding,
      }))
    const folder = `${path}.${id}`
    const files = folderFiles(folder)
    const source = fileSource(ctx.settings, () => createReadStream(path, { highWaterMark: chunkBytes }))
    const options = { instance: ctx.instance, budgetMs, importId: id, leaseSeconds, signal, onStep }
    while (!signal.aborted) {
      const [ended] = await runImports({ ...ctx, db, files, source, stage }, options)
      const row = ended ?? (await readImport(db, { importId: id, keyId: null }))
      // Another process has it, or had it when this one looked.
      if (!row?.endedAt) {
        onWait()
        await ctx.clock.sleep(waitMs)
        continue
      }
      const rejects = row.rejectFiles.length > 0 ? `${path}.rejects.csv` : null
      // Whoever ended it writes them; for one that comes late they are gone.
      if (rejects && ended) await pipeline(readRejects({ files }, row), createWriteStream(rejects))
      if (ended) await rm(folder, { recursive: true, force: true })
      return { row, rejects }
    }
    return null
  } finally {
    await close()
  }
}
