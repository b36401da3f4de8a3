import { deleteArchive } from '@edgesweep/db/queries/archive/delete.ts'
import { readOldArchives } from '@edgesweep/db/queries/archive/read-old.ts'
import { deleteImports } from '@edgesweep/db/queries/import/delete.ts'
import { readOldImports } from '@edgesweep/db/queries/import/read-old.ts'
import { importFiles } from '../import/import-files.ts'
import { rejectBytes } from '../import/reject-section.ts'
import { mostCounted, nothing, type RetentionAct } from './retention-act.ts'

const sum = <T>(all: T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0)

/** Imports per statement. Each may have many sections of rejects. */
const batchImports = 50

/** Ended imports with their reject files. What else they left in the bucket is an orphan then. */
export const importRows: RetentionAct = {
  async deleteSome({ db, files }, before) {
    const old = await readOldImports(db, { before, limit: batchImports })
    if (old.length === 0) return { rows: 0, files: 0, more: false }
    const names = old.flatMap(({ id, rejectFiles }) => rejectFiles.map((name) => importFiles.rejects(id, name)))
    await files.delete(names)
    const rows = await deleteImports(db, { ids: old.map(({ id }) => id) })
    return { rows, files: names.length, more: old.length === batchImports }
  },
  async count({ db }, before) {
    const old = await readOldImports(db, { before, limit: mostCounted })
    return {
      ...nothing,
      rows: old.length,
      files: sum(old, ({ rejectFiles }) => rejectFiles.length),
      bytes: sum(old, rejectBytes),
      oldest: old[0]?.endedAt ?? null,
      isAll: old.length < mostCounted,
    }
  },
}

/** Archived days per batch. Each has an index row for every outlet. */
const batchDays = 2

/** Archived days: their files and index rows. */
export const archivedDays: RetentionAct = {
  async deleteSome({ db, files }, before) {
    const old = await readOldArchives(db, { beforeDay: before.slice(0, 10), limit: batchDays })
    let rows = 0
    for (const { kind, day, partFiles } of old) {
      await files.delete(partFiles)
      rows += await deleteArchive(db, { kind, day })
    }
    return { rows, files: sum(old, ({ partFiles }) => partFiles.length), more: old.length === batchDays }
  },
  async count({ db }, before) {
    const old = await readOldArchives(db, { beforeDay: before.slice(0, 10), limit: mostCounted })
    return {
      ...nothing,
      rows: old.length,
      files: sum(old, ({ partFiles }) => partFiles.length),
      bytes: sum(old, ({ bytes }) => bytes),
      oldest: old[0] ? `${old[0].day}T00:00:00.000000Z` : null,
      isAll: old.length < mostCounted,
    }
  },
}
