import { z } from 'zod'
import { plainText } from '../../plain-text.ts'

const filename = plainText.trim().min(1).max(200)
const table = z.enum(['advertisers', 'outlets'])
const encoding = plainText.trim().min(1).max(40)
const compression = z.enum(['none', 'gzip'])

/** The query of a request whose body is the file. Omitted values are detected from the file. */
export const ImportQuery = z.object({
  table: table.optional(),
  filename: filename.optional(),
  encoding: encoding.optional(),
  compression: compression.optional(),
})
export type ImportQuery = z.infer<typeof ImportQuery>

/** The body of a request that begins an upload in pieces. */
export const ImportRequest = z.strictObject({
  table,
  filename,
  encoding: encoding.optional(),
  compression: compression.optional(),
})
export type ImportRequest = z.infer<typeof ImportRequest>

/** The body of a request that completes an upload. */
export const CompleteRequest = z.strictObject({ pieces: z.int().min(1).max(10_000) })
export type CompleteRequest = z.infer<typeof CompleteRequest>
