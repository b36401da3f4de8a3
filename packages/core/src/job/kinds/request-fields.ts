import { z } from 'zod'
import { callersLanes } from '../../lane/lane.ts'
import { httpUrl, plainText } from '../../plain-text.ts'

/** Fields that a request of any kind may have. */
export const commonFields = {
  lane: z.enum(callersLanes).optional().describe("the usual lane of the job's kind without it"),
  webhook_url: httpUrl.optional().describe('receives the events of the job'),
  metadata: z
    .record(z.string().max(64), z.string().max(512))
    .refine((m) => Object.keys(m).length <= 32, 'at most 32 entries')
    .optional()
    .describe('at most 32 texts of your own, returned with the job'),
  tags: z.array(z.string().min(1).max(64)).max(16).optional().describe('words of your own, by which jobs are listed'),
  ttl: z
    .int()
    .min(60)
    .max(604_800)
    .optional()
    .describe('seconds for which results are kept after the end; 3,600 without it'),
}

/** Files that a job keeps: the images that its records name, and a screenshot of each page that it reads, which a browser then renders. */
const FileKind = z.enum(['images', 'screenshot'])
export type FileKind = z.infer<typeof FileKind>

export const files = z
  .array(FileKind)
  .max(2)
  .refine((kinds) => new Set(kinds).size === kinds.length, 'each kind once')
  .optional()
  .describe('files to keep: images that the records name, a screenshot of each page, which a browser renders for it')

/** An id of an outlet or a sweep. */
export const recordId = plainText.min(1).max(64)
