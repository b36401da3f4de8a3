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

/**
 * `needed`: names that rows need. `done`: names whose row says that they are no longer needed, or that no row ever has. `gone`: names in old rows that
 * are not among the files. `reached`: the last compared name.
 */
interface Comparison {
  needed: Set<string>
  done: Set<string>
  gone: string[]
  reached: string
}

/** A folder of the bucket. */
export interface BucketFolder {
  name: string
  /** No row ever names its files. */
  goesByAge?: true
  /** Files without any row go, while they are few. Otherwise they stay. */
  straysGo?: true
  compare(db: Database, stretch: Stretch): Promise<Comparison>
}

/** Names per statement. */
const mostNames = 2_000

/** The closed list of the bucket's folders, by the kind of retention that sweeps them. */
export const bucketFolders: Record<'job_pages' | 'orphans', BucketFolder[]> = {
  job_pages: [
    {
      name: 'pages/',
      goesByAge: true,
      compare: async (_, { files, through }) => ({
        needed: new Set(),
        done: new Set(files.map(({ name }) => name)),
        gone: [],
        reached: through,
      }),
    },
  ],
  orphans: [
    namedByRows('files/', 'files'),
    namedByRows('sweep-pages/', 'pages'),
    { name: 'imports/', straysGo: true, compare: neededByImports },
    { name: 'archive/', compare: neededByArchives },
  ],
}

function namedByRows(name: string, rows: FileRowsName): BucketFolder {
  return {
    name,
    straysGo: true,
    async compare(db, { files, through, ...stretch }) {
      const named = await listNamedFiles(db, rows, { ...stretch, through, limit: mostNames })
      const listed = new Set(files.map((file) => file.name))
      return {
        needed: new Set(named.map((one) => one.name)),
        done: new Set(),
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
  const sections = owners.flatMap(({ id, rejectFiles }) => rejectFiles.map((name) => importFiles.rejects(id, name)))
  const ended = new Map(owners.map(({ id, endedAt }) => [id, endedAt !== null]))
  return byOwner(sections, files, (file) => ended.get(idOf(file)), through)
}

/** A day needs all its files until it is archived, then its parts. Files of a day without a row may be the only copy of its history. */
async function neededByArchives(db: Database, { files, through }: Stretch): Promise<Comparison> {
  const dayOf = ({ name }: ListedFile) => name.split('/').slice(1, 3).join(' ')
  const days = [...new Set(files.map((file) => dayOf(file).split(' ')[1]!).filter(isDay))]
  const archives = await listArchiveFiles(db, { days })
  const done = new Map(archives.map(({ kind, day, status }) => [`${kind} ${day}`, status === 'done']))
  const parts = archives.flatMap(({ partFiles }) => partFiles)
  return byOwner(parts, files, (file) => done.get(dayOf(file)), through)
}

/** `isDone`: whether the row that a file belongs to is done; undefined when there is none. */
function byOwner(
  named: string[],
  files: ListedFile[],
  isDone: (file: ListedFile) => boolean | undefined,
  reached: string,
): Comparison {
  const those = (done: boolean) => files.flatMap((file) => (isDone(file) === done ? file.name : []))
  return { needed: new Set([...named, ...those(false)]), done: new Set(those(true)), gone: [], reached }
}

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
