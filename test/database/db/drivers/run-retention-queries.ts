import type { Database } from '@edgesweep/db/database.ts'
import { oldRows } from '@edgesweep/db/fragments/old-rows.ts'
import { deleteArchive } from '@edgesweep/db/queries/archive/delete.ts'
import { listArchiveFiles } from '@edgesweep/db/queries/archive/list-files.ts'
import { readOldArchives } from '@edgesweep/db/queries/archive/read-old.ts'
import { moveBucketPass } from '@edgesweep/db/queries/bucket-pass/move.ts'
import { takeBucketPass } from '@edgesweep/db/queries/bucket-pass/take.ts'
import { countOldFiles } from '@edgesweep/db/queries/file-task/count-old.ts'
import { deleteImports } from '@edgesweep/db/queries/import/delete.ts'
import { listImportOwners } from '@edgesweep/db/queries/import/list-owners.ts'
import { readOldImports } from '@edgesweep/db/queries/import/read-old.ts'
import { readIdentity } from '@edgesweep/db/queries/operations/read-identity.ts'
import { countOldRows } from '@edgesweep/db/queries/retention/count-old.ts'
import { deleteNamed } from '@edgesweep/db/queries/retention/delete-named.ts'
import { deleteOldRows } from '@edgesweep/db/queries/retention/delete-old.ts'
import { listNamedFiles } from '@edgesweep/db/queries/retention/list-named.ts'
import { readOldNamed } from '@edgesweep/db/queries/retention/read-old-named.ts'
import type { Answers } from './run-every-query.ts'

const plain = [
  'jobs',
  'dead_letters',
  'sweeps',
  'deliveries',
  'receivers',
  'hosts',
  'completions',
  'changes',
] as const satisfies Array<keyof typeof oldRows>

/** Runs every query of the retention on the rows that the other queries left. */
export async function runRetentionQueries(db: Database): Promise<Answers> {
  const answers: Answers = {}
  const before = '2100-01-01T00:00:00.000Z'
  const counted: unknown[] = []
  for (const name of Object.keys(oldRows) as Array<keyof typeof oldRows>) {
    const { rows, bytes, oldest } = await countOldRows(db, name, { before, limit: 10 })
    counted.push([name, rows, bytes > 0, typeof oldest])
  }
  answers.countOldRows = counted
  answers.countOldFiles = await countOldFiles(db, { before, limit: 10 })
  const folder = 'files/'
  const within = { after: '', through: 'files/ç', before, limit: 10 }
  answers.listNamedFiles = [await listNamedFiles(db, 'files', within), await listNamedFiles(db, 'pages', within)]
  const { keys, files } = await readOldNamed(db, 'pages', { before, limit: 10 })
  answers.readOldNamed = [keys, files]
  answers.deleteNamed = await deleteNamed(db, 'pages', { keys, before })
  answers.readIdentity = /^\d+-\d+$/.test(await readIdentity(db))
  answers.deleteOldRows = []
  for (const name of plain)
    (answers.deleteOldRows as unknown[]).push(await deleteOldRows(db, name, { before, limit: 10 }))
  answers.takeBucketPass = [await takeBucketPass(db, { folder, everySeconds: 1.5 })]
  answers.moveBucketPass = (await moveBucketPass(db, { folder, from: '', to: 'files/ç', ends: false })) ?? null
  ;(answers.takeBucketPass as unknown[]).push(await takeBucketPass(db, { folder, everySeconds: 1.5 }))
  answers.listImportOwners = (await listImportOwners(db, { ids: ['imp_advertisers', 'imp_b'] })).length
  const imports = await readOldImports(db, { before, limit: 10 })
  answers.readOldImports = imports.map(({ id, rejectFiles }) => [id, rejectFiles])
  answers.deleteImports = await deleteImports(db, { ids: imports.map(({ id }) => id) })
  answers.listArchiveFiles = await listArchiveFiles(db, { days: ['2020-01-02'] })
  const days = await readOldArchives(db, { beforeDay: '2100-01-01', limit: 10 })
  answers.readOldArchives = days
  answers.deleteArchive = []
  for (const day of days) (answers.deleteArchive as unknown[]).push(await deleteArchive(db, day))
  return answers
}
