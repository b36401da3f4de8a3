import type { CountedRowsName, PlainRowsName } from '@edgesweep/db/fragments/old-rows.ts'
import { countOldFiles } from '@edgesweep/db/queries/file-task/count-old.ts'
import { countOldRows } from '@edgesweep/db/queries/retention/count-old.ts'
import { deleteNamed } from '@edgesweep/db/queries/retention/delete-named.ts'
import { deleteOldRows } from '@edgesweep/db/queries/retention/delete-old.ts'
import { readOldNamed } from '@edgesweep/db/queries/retention/read-old-named.ts'
import { addOld, batchRows, mostCounted, mostListings, nothing, type Old, type RetentionAct } from './retention-act.ts'

/** Rows of which each table's go in one statement. */
export const plainRows = (...names: PlainRowsName[]): RetentionAct => ({
  async deleteSome({ db }, before) {
    const deleted: number[] = []
    for (const name of names) deleted.push(await deleteOldRows(db, name, { before, limit: batchRows }))
    return { rows: deleted.reduce((sum, rows) => sum + rows, 0), files: 0, more: deleted.includes(batchRows) }
  },
  count: (ctx, before) => countAll(ctx, names, before),
})

/** History moves to the archive by days: see `runArchive`. */
export const movedRows = (names: CountedRowsName[]): RetentionAct => ({
  deleteSome: async () => ({ rows: 0, files: 0, more: false }),
  count: (ctx, before) => countAll(ctx, names, before),
})

/** File tasks with their files. */
export const fileRows: RetentionAct = {
  deleteSome: (ctx, before) => deleteNamedRows(ctx, 'files', before),
  async count(ctx, before) {
    const files = await countOldFiles(ctx.db, { before, limit: mostCounted })
    return addOld(await countRows(ctx, 'files', before), { ...nothing, ...files })
  },
}

/** Pages of sweeps with their files. A day's files have the day in their name. */
export const pageRows: RetentionAct = {
  deleteSome: (ctx, before) => deleteNamedRows(ctx, 'pages', before),
  async count(ctx, before) {
    let [old, after, isAll] = [await countRows(ctx, 'pages', before), '', false]
    const until = `sweep-pages/${before.slice(0, 10)}`
    for (let listings = 0; !isAll && listings < mostListings; listings++) {
      const { files, isLast } = await ctx.files.list('sweep-pages/', after)
      const some = files.filter(({ name }) => name < until)
      after = files.at(-1)?.name ?? ''
      isAll = isLast || some.length < files.length
      old = addOld(old, { ...nothing, files: some.length, bytes: some.reduce((sum, { bytes }) => sum + bytes, 0) })
    }
    return { ...old, isAll: old.isAll && isAll }
  },
}

const countRows: (ctx: Parameters<RetentionAct['count']>[0], name: CountedRowsName, before: string) => Promise<Old> =
  async ({ db }, name, before) => {
    const old = await countOldRows(db, name, { before, limit: mostCounted })
    return { ...nothing, ...old, isAll: old.rows < mostCounted }
  }

async function countAll(
  ctx: Parameters<RetentionAct['count']>[0],
  names: CountedRowsName[],
  before: string,
): Promise<Old> {
  let old = nothing
  for (const name of names) old = addOld(old, await countRows(ctx, name, before))
  return old
}

async function deleteNamedRows(
  { db, files }: Parameters<RetentionAct['deleteSome']>[0],
  name: 'files' | 'pages',
  before: string,
) {
  const old = await readOldNamed(db, name, { before, limit: batchRows })
  if (old.keys.length === 0) return { rows: 0, files: 0, more: false }
  await files.delete(old.files)
  const rows = await deleteNamed(db, name, { keys: old.keys, before })
  return { rows, files: old.files.length, more: old.keys.length === batchRows }
}
