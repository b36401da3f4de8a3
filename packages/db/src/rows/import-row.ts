import { sql } from 'drizzle-orm'

/** Tables that files are imported into. */
export type ImportTable = 'advertisers' | 'outlets'
type ImportStatus = 'uploading' | 'splitting' | 'staging' | 'merging' | 'completed' | 'failed' | 'cancelled'

/** An import as it stands; times are ISO 8601 in UTC. */
export interface ImportRow {
  id: string
  /** The caller; null for one that was begun on a host. */
  keyId: string | null
  table: ImportTable
  filename: string
  status: ImportStatus
  /** How it is to end before its time, once its worker has cleared up. */
  ending: 'failed' | 'cancelled' | null
  /** Of the file as it was sent; null while that is not known. */
  bytes: number | null
  compression: 'none' | 'gzip' | null
  encoding: string | null
  /** Its file is on the host that began it, which alone can work on it, and is read as it is. */
  isLocal: boolean
  /** Parts that the file was cut into, in order. */
  partFiles: string[]
  /** Whether all of it is cut. */
  isSplit: boolean
  isStaged: boolean
  rowsRead: number
  rowsStaged: number
  rowsMerged: number
  inserted: number
  updated: number
  unchanged: number
  /** Those that another row of the file supersedes among them. */
  rejected: number
  duplicates: number
  /** Stretches of the reject file, in order. */
  rejectFiles: string[]
  /** Steps taken. */
  step: number
  /** Where reading goes on, in the words of whoever reads; null at the beginning. */
  position: unknown
  /** How much of the file is read, 0 to 1: when it is split, and again when it is staged. */
  readShare: number
  /** What the sorted rows take; null before they are sorted. */
  sortedBlocks: number | null
  mergedBlocks: number
  /** Null until it is decided whether it goes without the secondary indexes. */
  indexes: 'kept' | 'dropped' | null
  /** Claims since the last step. */
  attempts: number
  error: string | null
  createdAt: string
  startedAt: string | null
  endedAt: string | null
  /** What it has staged is still there. */
  hasStaging: boolean
}

/** Columns of an `ImportRow`, from a table or CTE named `i`. */
export const importColumns = sql`
  i.id, i.key_id as "keyId", i.target as "table", i.filename, i.status, i.ending, i.bytes::float8, i.compression,
  i.encoding, i.is_local as "isLocal", i.part_files as "partFiles", i.is_split as "isSplit", i.is_staged as "isStaged",
  i.rows_read::float8 as "rowsRead", i.rows_staged::float8 as "rowsStaged", i.rows_merged::float8 as "rowsMerged",
  i.inserted::float8, i.updated::float8, i.unchanged::float8, i.rejected::float8, i.duplicates::float8,
  i.reject_files as "rejectFiles", i.steps as step, i.position, i.read_share as "readShare",
  i.sorted_blocks as "sortedBlocks", i.merged_blocks as "mergedBlocks", i.indexes, i.attempts, i.error,
  iso_time(i.created_at) as "createdAt", iso_time(i.started_at) as "startedAt", iso_time(i.ended_at) as "endedAt",
  exists (select from import_markers m where m.import_id = i.id) as "hasStaging"`
