import { sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { columnList, type RowOf } from '../fields.ts'
import { imports } from '../schema/imports.ts'

/** `imports` under the name that `importFields` reads from. */
export const importsTable = alias(imports, 'i')
const i = importsTable

/** Fields of an import, from a table or CTE named `i`. */
export const importFields = {
  id: i.id,
  /** The caller's API key; null for an import that was started on a host. */
  keyId: i.keyId,
  table: i.target,
  filename: i.filename,
  status: i.status,
  /** An early end that its worker still has to carry out. */
  ending: i.ending,
  /** The size of the uploaded file; null while unknown. */
  bytes: i.bytes,
  compression: i.compression,
  encoding: i.encoding,
  /** The file is on the host that started the import; only that host can work on it, and reads it without an upload. */
  isLocal: i.isLocal,
  /** Parts that the file was split into, in order. */
  partFiles: i.partFiles,
  /** Whether the whole file is split. */
  isSplit: i.isSplit,
  isStaged: i.isStaged,
  rowsRead: i.rowsRead,
  rowsStaged: i.rowsStaged,
  rowsMerged: i.rowsMerged,
  inserted: i.inserted,
  updated: i.updated,
  unchanged: i.unchanged,
  /** The number of rejected rows, including those that another row of the file supersedes. */
  rejected: i.rejected,
  duplicates: i.duplicates,
  /** Parts of the reject file, in order. */
  rejectFiles: i.rejectFiles,
  /** The number of completed steps. */
  step: i.steps,
  /** Where the reader continues, in the reader's own format; null at the beginning. */
  position: i.position,
  /** Share of the file that is read, 0 to 1: when it is split, and again when it is staged. */
  readShare: i.readShare,
  /** Blocks of the sorted rows; null before they are sorted. */
  sortedBlocks: i.sortedBlocks,
  mergedBlocks: i.mergedBlocks,
  /** Whether the table keeps its secondary indexes during the import; null until that is decided. */
  indexes: i.indexes,
  /** The number of claims since the last step. */
  attempts: i.attempts,
  error: i.error,
  /** How long an error of ours has kept it from its next step, in seconds; null when none does. */
  outageSeconds: sql<
    number | null
  >`case when ${i.outageStep} = ${i.steps} then extract(epoch from now() - ${i.outageSince})::float8 end`,
  createdAt: i.createdAt,
  startedAt: i.startedAt,
  endedAt: i.endedAt,
  /** Whether its staged rows still exist. */
  hasStaging: sql<boolean>`exists (select from import_markers m where m.import_id = ${i.id})`,
}

/** An import; times are ISO 8601 in UTC. */
export type ImportRow = RowOf<typeof importFields>
/** Tables that files are imported into. */
export type ImportTable = ImportRow['table']

/** Columns of an `ImportRow`, from a table or CTE named `i`. */
export const importColumns = columnList(importFields)
