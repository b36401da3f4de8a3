import { eq, isNull, or, type SQL } from 'drizzle-orm'
import type { RowOf } from '../fields.ts'
import { fileTasks } from '../schema/file-tasks.ts'

/** Fields of a file task for callers. */
export const fileFields = {
  id: fileTasks.id,
  jobId: fileTasks.jobId,
  url: fileTasks.url,
  status: fileTasks.status,
  attempts: fileTasks.attempts,
  /** The name in the bucket. This field and the next three are null until the file is done. */
  name: fileTasks.name,
  bytes: fileTasks.bytes,
  sha256: fileTasks.sha256,
  contentType: fileTasks.contentType,
  /** The error of the last attempt that failed. */
  error: fileTasks.error,
  createdAt: fileTasks.createdAt,
  endedAt: fileTasks.endedAt,
}

export type FileRow = RowOf<typeof fileFields>

/** Condition: the file belongs to one of the caller's jobs, or to a sweep or an ad creative, which every caller sees. */
export const filesVisibleTo = (keyId: string): SQL => or(eq(fileTasks.keyId, keyId), isNull(fileTasks.keyId))!
