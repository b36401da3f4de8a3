import type { RowOf } from '../fields.ts'
import { archives } from '../schema/archives.ts'

export const archiveFilesFields = {
  kind: archives.kind,
  day: archives.day,
  status: archives.status,
  partFiles: archives.partFiles,
  bytes: archives.bytes,
}

/** The files of a day's archive. Until the day is `done`, there may be more files than `partFiles`. `bytes` is their size. */
export type ArchiveFiles = RowOf<typeof archiveFilesFields>
