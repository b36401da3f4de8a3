import type { Database } from '@edgesweep/db/database.ts'
import type { FileRowsName } from '@edgesweep/db/fragments/old-rows.ts'
import { listArchiveFiles } from '@edgesweep/db/queries/archive/list-files.ts'
import { listImportOwners } from '@edgesweep/db/queries/import/list-owners.ts'
import { listNamedFiles } from '@edgesweep/db/queries/retention/list-named.ts'
import type { ListedFile } from '../context.ts'
import { importFiles } from '../import/import-files.ts'

/** Files of a folder after one name and up to another, by name. */
interface Stretch {
  files: ListedFile[]
  after: string
  through: string
  /** ISO 8601. A younger row without a file does not count as gone. */
  before: string
}

/** `needed`: names that rows need. `gone`: names in old rows that are not among the files. `reached`: the last compared name. */
interface Comparison {
  needed: Set<string>
  gone: string[]
  reached: string
}

/** A folder of the bucket. */
export interface BucketFolder {
  name: string
  /** The rows that name its files, if each row names one file. */
  rows?: FileRowsName
  compare(db: Database, stretch: Stretch): Promise<Comparison>
}

/** Names per statement. */
const mostNames = 2_000

/** The closed list of the bucket's folders, by the kind of retention that sweeps them. */
export const bucketFolders: Record<'job_pages' | 'orphans', BucketFolder[]> = {
  job_pages: [
    { name: 'pages/', compare: async (_, { through }) => ({ needed: new Set(), gone: [], reached: through }) },
  ],
  orphans: [
    namedByRows('files/', 'files'),
    namedByRows('sweep-pages/', 'pages'),
    { name: 'imports/', compare: neededByImports },
    { name: 'archive/', compare: neededByArchives },
  ],
}

function namedByRows(name: string, rows: FileRowsName): BucketFolder {
  return {
    name,
    rows,
    async compare(db, { files, through, ...stretch }) {
      const named = await listNamedFiles(db, rows, { ...stretch, through, limit: mostNames })
      const listed = new Set(files.map((file) => file.name))
      return {
        needed: new Set(named.map((one) => one.name)),
        gone: named.flatMap((one) => (one.isOld && !listed.has(one.name) ? one.name : [])),
        reached: named.length === mostNames ? named.at(-1)!.name : through,
      }
    },
  }
}

/** An import needs all its files until it has ended, then the sections of its reject file. */
async function neededByImports(db: Database, { files, through }: Stretch): Promise<Comparison> {
  const idOf = ({ name }: ListedFile) => name.split('/')[1]!
  const owners = await listImportOwners(db, { ids: [...new Set(files.map(idOf))] })
  const open = new Set(owners.flatMap(({ id, endedAt }) => (endedAt === null ? id : [])))
  const sections = owners.flatMap(({ id, rejectFiles }) => rejectFiles.map((name) => importFiles.rejects(id, name)))
  const ofOpen = files.flatMap((file) => (open.has(idOf(file)) ? file.name : []))
  return { needed: new Set([...sections, ...ofOpen]), gone: [], reached: through }
}

/** A day needs all its files until it is archived, then its parts. */
async function neededByArchives(db: Database, { files, through }: Stretch): Promise<Comparison> {
  const dayOf = ({ name }: ListedFile) => name.split('/').slice(1, 3).join(' ')
  const days = [...new Set(files.map((file) => dayOf(file).split(' ')[1]!).filter(isDay))]
  const archives = await listArchiveFiles(db, { days })
  const open = new Set(archives.flatMap(({ kind, day, status }) => (status === 'done' ? [] : `${kind} ${day}`)))
  const parts = archives.flatMap(({ partFiles }) => partFiles)
  const ofOpen = files.flatMap((file) => (open.has(dayOf(file)) ? file.name : []))
  return { needed: new Set([...parts, ...ofOpen]), gone: [], reached: through }
}

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
