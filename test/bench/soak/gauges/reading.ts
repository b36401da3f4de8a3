import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { type BrowserCounts, countBrowsers } from '../../../support/stack/chromium-witness.ts'
import type { SoakWorld } from '../world.ts'
import { type Group, type GroupUse, readGroups } from './groups.ts'
import { type FolderUse, readFolder } from './read-folder.ts'

/** Everything that is read at one moment of the load. */
export interface Reading {
  /** Seconds since the load began. */
  seconds: number
  groups: Record<Group, GroupUse>
  browsers: BrowserCounts
  database: DatabaseUse
  /** Durable Objects, by their SQLite files: those of jobs, and all others. */
  jobObjects: ObjectsUse
  otherObjects: ObjectsUse
  bucket: FolderUse
  logs: FolderUse
  temporary: FolderUse
}

/** `files`: objects that store something. `emptied`: those that have deleted all, of which the local runtime keeps an empty file. */
type ObjectsUse = FolderUse & { emptied: number }

interface DatabaseUse {
  connections: number
  bytes: number
  walBytes: number
  rows: number
  endedJobs: number
  /** Ended jobs whose results have not expired, so that their object exists. */
  keptJobs: number
  /** Files in the bucket that rows of `outlet_pages` name. */
  pageFiles: number
}

/** Reads everything once. */
export async function read(world: SoakWorld, seconds: number): Promise<Reading> {
  const { stack, db } = world
  const workers = join(stack.home, 'workers')
  const objects = join(workers, 'do')
  const classes = list(objects).map((name) => ({ name, ...readObjects(join(objects, name)) }))
  const sum = (some: ObjectsUse[]): ObjectsUse => ({
    files: some.reduce((all, { files }) => all + files, 0),
    emptied: some.reduce((all, { emptied }) => all + emptied, 0),
    bytes: some.reduce((all, { bytes }) => all + bytes, 0),
  })
  const isOfJobs = ({ name }: { name: string }) => name.endsWith('-JobStatus')
  const [browsers, database] = await Promise.all([countBrowsers(stack), readDatabase(db)])
  return {
    seconds,
    groups: readGroups(world),
    browsers,
    database,
    jobObjects: sum(classes.filter(isOfJobs)),
    otherObjects: sum(classes.filter((one) => !isOfJobs(one))),
    bucket: readFolder(join(workers, 'r2', 'edgesweep-files')),
    logs: readFolder(join(stack.home, 'logs')),
    temporary: readFolder(join(stack.home, 'tmp')),
  }
}

/** The size of an empty SQLite file. */
const emptyBytes = 4_096

/** The objects of a class. Each has one SQLite file, and while it is open two more, which count as bytes. */
function readObjects(folder: string): ObjectsUse {
  const isOfObject = (name: string) => !name.startsWith('metadata')
  const isMain = (name: string) => isOfObject(name) && name.endsWith('.sqlite')
  const all = readFolder(folder, isMain).files
  const { files } = readFolder(folder, (name, bytes) => isMain(name) && bytes > emptyBytes)
  return { files, emptied: all - files, bytes: readFolder(folder, isOfObject).bytes }
}

const list = (folder: string) => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

async function readDatabase(db: pg.Pool): Promise<DatabaseUse> {
  const { rows } = await db.query<DatabaseUse>(`
    select
      (select count(*)::int from pg_stat_activity
       where backend_type = 'client backend' and usename <> current_user) as connections,
      pg_database_size(current_database())::float8 as bytes,
      (select sum(size)::float8 from pg_ls_waldir()) as "walBytes",
      (select sum(n_live_tup)::float8 from pg_stat_user_tables) as rows,
      (select count(*)::int from jobs) as "endedJobs",
      (select count(*)::int from jobs where expires_at > now()) as "keptJobs",
      (select count(distinct file)::int from outlet_pages) as "pageFiles"`)
  return rows[0]!
}
