import { z } from 'zod'
import { plainText } from '../../plain-text.ts'

const filename = plainText.trim().min(1).max(200)
const table = z.enum(['advertisers', 'outlets'])
const encoding = plainText.trim().min(1).max(40)
const compression = z.enum(['none', 'gzip'])

/** What is told of a file that comes with the request, in its query. What is left out is found in the file. */
export const ImportQuery = z.object({
  table: table.optional(),
  filename: filename.optional(),
  encoding: encoding.optional(),
  compression: compression.optional(),
})
export type ImportQuery = z.infer<typeof ImportQuery>

/** What is told of a file whose pieces follow. */
export const ImportRequest = z.strictObject({
  table,
  filename,
  encoding: encoding.optional(),
  compression: compression.optional(),
})
export type ImportRequest = z.infer<typeof ImportRequest>

/** A file that has come whole. */
export const CompleteRequest = z.strictObject({ pieces: z.int().min(1).max(10_000) })
export type CompleteRequest = z.infer<typeof CompleteRequest>
