import type { Context, FileLister, ListedFile } from '../context.ts'
import type { BucketFolder } from './bucket-folders.ts'

/** A stretch of a folder, as compared with the rows that name its files. */
export interface ComparedStretch {
  /** Files that are old and needed by no row. */
  unneeded: ListedFile[]
  /** Names in rows that are old and have no file. */
  gone: string[]
  /** The last compared name. */
  reached: string
  /** The folder ends there. */
  isLast: boolean
}

/** Sorts after every name in a folder. */
const beyond = '\uffff'

/**
 * Compares the files of a folder after a name, at most 1,000, with the rows. A file without a row and a row without a file count once they are older
 * than `before` (ISO 8601): until then the one may be on its way to the other.
 */
export async function compareFolder(
  ctx: Pick<Context, 'db'> & { files: FileLister },
  folder: BucketFolder,
  { after, before }: { after: string; before: string },
): Promise<ComparedStretch> {
  const listed = await ctx.files.list(folder.name, after)
  const through = listed.isLast ? folder.name + beyond : (listed.files.at(-1)?.name ?? after)
  // After the listing, so that a file whose row has just been written is not taken for an orphan.
  const { needed, gone, reached } = await folder.compare(ctx.db, { files: listed.files, after, through, before })
  const unneeded = listed.files.filter(
    ({ name, storedAt }) => name <= reached && !needed.has(name) && Date.parse(storedAt) < Date.parse(before),
  )
  // An empty folder is rather another bucket than a loss of all files.
  const isEmpty = after === '' && listed.files.length === 0
  return { unneeded, gone: isEmpty ? [] : gone, reached, isLast: listed.isLast && reached === through }
}
