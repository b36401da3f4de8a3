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
  /** Time after which another process may continue the import if this one dies. */
  leaseSeconds: number
  /** When this aborts, the import is released before its next step. */
  signal: AbortSignal
  onStep: (row: ImportRow) => void
  /** Called while another process holds this import, or another import holds the table. */
  onWait: () => void
}

/** The outcome of an import of a local file. */
export interface LocalImportEnd {
  row: ImportRow
  /** The path of the reject file; null if no row was rejected. */
  rejects: string | null
}

const chunkBytes = 1 << 20
/** Effectively no limit: seven days. */
const budgetMs = 7 * 86_400_000
/** The pause before another look at an import that another process holds. */
const waitMs = 500

/**
 * Imports a local file with COPY, without the API. An interrupted import continues if the file's path, size and modification time are unchanged.
 * Returns null if `signal` aborted before the end. Throws an Error if the file cannot be read.
 */
export async function importFile(ctx: RunnerContext, request: LocalImport): Promise<LocalImportEnd | null> {
  const { path, table, encoding, compression, leaseSeconds, signal, onStep, onWait } = request
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
      // Another process holds it, or held it at the last look.
      if (!row?.endedAt) {
        onWait()
        await ctx.clock.sleep(waitMs)
        continue
      }
      const rejects = row.rejectFiles.length > 0 ? `${path}.rejects.csv` : null
      // Only the process that ended the import writes the rejects; it deletes the stored ones.
      if (rejects && ended) await pipeline(readRejects({ files }, row), createWriteStream(rejects))
      if (ended) await rm(folder, { recursive: true, force: true })
      return { row, rejects }
    }
    return null
  } finally {
    await close()
  }
}
