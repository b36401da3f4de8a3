import type { Context, FileLister } from '../context.ts'

export type RetentionContext = Pick<Context, 'db' | 'log'> & { files: Context['files'] & FileLister }

/** What one batch deleted. `more`: something old may be left. */
export interface Deleted {
  rows: number
  files: number
  more: boolean
}

/** What is old and would go. */
export interface Old {
  rows: number
  files: number
  /** The size of the rows and the files. */
  bytes: number
  /** The time of the oldest, ISO 8601; null when nothing is old. */
  oldest: string | null
  /** False: there may be more, because only so many are counted. */
  isAll: boolean
  /** What stays all the same: files that no row names, and files that rows name but that are not there. */
  unmatched: { files: number; rows: number }
}

/** How a kind goes, and how it is counted. `before`: what is older goes (ISO 8601). */
export interface RetentionAct {
  /** Deletes one batch, the oldest first. Repeated after a crash, it deletes the rest: files go before the rows that name them. */
  deleteSome(ctx: RetentionContext, before: string): Promise<Deleted>
  count(ctx: Omit<RetentionContext, 'log'>, before: string): Promise<Old>
}

/** Rows per statement, few enough that others are blocked only briefly, and as many files as R2 deletes in one call. */
export const batchRows = 1_000
/** The most rows that are counted. */
export const mostCounted = 100_000
/** The most listings of a folder that are counted. */
export const mostListings = 10

export const nothing: Old = { rows: 0, files: 0, bytes: 0, oldest: null, isAll: true, unmatched: { files: 0, rows: 0 } }

/** Both together. */
export const addOld = (one: Old, other: Old): Old => ({
  rows: one.rows + other.rows,
  files: one.files + other.files,
  bytes: one.bytes + other.bytes,
  oldest: [one.oldest, other.oldest].filter((time) => time !== null).sort()[0] ?? null,
  isAll: one.isAll && other.isAll,
  unmatched: {
    files: one.unmatched.files + other.unmatched.files,
    rows: one.unmatched.rows + other.unmatched.rows,
  },
})
