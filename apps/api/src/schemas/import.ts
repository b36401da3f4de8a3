import { importProgress } from '@edgesweep/core/import/import-progress.ts'
import { rejectsLeftOut } from '@edgesweep/core/import/reject-section.ts'
import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import { z } from '@hono/zod-openapi'

const instant = z.iso.datetime()

/** An import. After its end, `rows_read` is the sum of `inserted`, `updated`, `unchanged` and `rejected`. */
export const ImportBody = z
  .object({
    id: z.string(),
    table: z.enum(['advertisers', 'outlets']),
    filename: z.string(),
    status: z.enum(['uploading', 'splitting', 'staging', 'merging', 'completed', 'failed', 'cancelled']),
    bytes: z.int().nullable(),
    parts: z.int(),
    rows_read: z.int(),
    rows_staged: z.int(),
    rows_merged: z.int(),
    inserted: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    rejected: z.int(),
    duplicates: z.int().openapi({ description: 'Rejected rows that a later row with the same key supersedes' }),
    rejects_left_out: z
      .int()
      .openapi({ description: 'Rejected rows that the reject file leaves out, because it is full' }),
    progress: z.number().openapi({ description: 'From 0 to 1' }),
    error: z.string().nullable(),
    created_at: instant,
    started_at: instant.nullable(),
    ended_at: instant.nullable(),
  })
  .openapi('Import')
export type ImportBody = z.infer<typeof ImportBody>

/** An import as the API returns it. */
export const importBody = (row: ImportRow): ImportBody => ({
  id: row.id,
  table: row.table,
  filename: row.filename,
  status: row.status,
  bytes: row.bytes,
  parts: row.partFiles.length,
  rows_read: row.rowsRead,
  rows_staged: row.rowsStaged,
  rows_merged: row.rowsMerged,
  inserted: row.inserted,
  updated: row.updated,
  unchanged: row.unchanged,
  rejected: row.rejected,
  duplicates: row.duplicates,
  rejects_left_out: rejectsLeftOut(row),
  progress: importProgress(row),
  error: row.error,
  created_at: row.createdAt,
  started_at: row.startedAt,
  ended_at: row.endedAt,
})
