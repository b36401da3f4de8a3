import type { FileRow } from '@edgesweep/db/rows/file-row.ts'
import { z } from '@hono/zod-openapi'

/** A file that a job requested, or a media file of an ad creative. */
export const FileBody = z
  .object({
    id: z.string(),
    url: z.string(),
    status: z.enum(['pending', 'processing', 'done', 'failed']),
    name: z.string().nullable(),
    bytes: z.int().nullable(),
    sha256: z.string().nullable(),
    content_type: z.string().nullable(),
    error: z.string().nullable(),
  })
  .openapi('File')

export const fileBody = (row: FileRow): z.infer<typeof FileBody> => ({
  id: row.id,
  url: row.url,
  status: row.status,
  name: row.name,
  bytes: row.bytes,
  sha256: row.sha256,
  content_type: row.contentType,
  error: row.error,
})
