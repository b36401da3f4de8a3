import type { Context, FileLister, FileStore, ListedFile } from '../context.ts'
import type { BucketFolder } from './bucket-folders.ts'
import { type BucketOwner, readBucketOwner } from './bucket-owner.ts'

/** A stretch of a folder, as compared with the rows that name its files. */
export interface ComparedStretch {
  owner: BucketOwner
  /** The number of files that rows need. */
  needed: number
  /** Files that are old and may go. */
  unneeded: ListedFile[]
  /** Files that are old and needed by no row, but that may be missed: their rows may be lost. */
  doubtful: ListedFile[]
  /** Names in rows that are old and have no file. */
  gone: string[]
  /** The last compared name. */
  reached: string
  /** The folder ends there. */
  isLast: boolean
}

/** Sorts after every name in a folder. */
const beyond = '\uffff'
/** Files without a row come from killed workers and are few. A larger share of a stretch means that rows are missing. */
const mostStray = 0.1

/**
 * Compares the files of a folder after a name, at most 1,000, with the rows. A file without a row and a row without a file count once they are older
 * than `before` (ISO 8601): until then the one may be on its way to the other.
 */
export async function compareFolder(
  ctx: Pick<Context, 'db'> & { files: FileLister & Pick<FileStore, 'get'> },
  folder: BucketFolder,
  { after, before }: { after: string; before: string },
): Promise<ComparedStretch> {
  const owner = await readBucketOwner(ctx.db, ctx.files)
  const listed = await ctx.files.list(folder.name, after)
  const through = listed.isLast ? folder.name + beyond : (listed.files.at(-1)?.name ?? after)
  // After the listing, so that a file whose row has just been written is not taken for an orphan.
  const compared = await folder.compare(ctx.db, { files: listed.files, after, through, before })
  const files = listed.files.filter(({ name }) => name <= compared.reached)
  const needed = files.filter(({ name }) => compared.needed.has(name)).length
  const old = files.filter(
    ({ name, storedAt }) => !compared.needed.has(name) && Date.parse(storedAt) < Date.parse(before),
  )
  const strays = old.filter(({ name }) => !compared.done.has(name))
  const known = old.length - strays.length
  const areFew = strays.length <= mostStray * (needed + known + strays.length)
  const mayGo = folder.goesByAge ? owner !== 'another' : owner === 'this'
  const isDoubtful = ({ name }: ListedFile) => !mayGo || (!compared.done.has(name) && !(folder.straysGo && areFew))
  return {
    owner,
    needed,
    unneeded: old.filter((file) => !isDoubtful(file)),
    doubtful: old.filter(isDoubtful),
    gone: compared.gone,
    reached: compared.reached,
    isLast: listed.isLast && compared.reached === through,
  }
}
