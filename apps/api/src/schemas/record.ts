import type { ProfileLinks } from '@edgesweep/core/pipeline/profiles/profile-links.ts'
import type { RecordRow } from '@edgesweep/db/rows/record-row.ts'
import type { ProfileRecord } from '@edgesweep/sites/github-profile/profile-record.ts'
import { z } from '@hono/zod-openapi'
import { FileBody } from './file.ts'

const CreativeResult = z.object({
  title: z.string().nullable(),
  text: z.string().nullable(),
  landing_url: z.string().nullable(),
  media: z.array(z.string()),
})

/** A GitHub user's profile, and the links that the profile contains. */
const ProfileResult = z.object({
  profile: z.custom<ProfileRecord | null>().openapi({ type: ['object', 'null'] }),
  links: z.custom<ProfileLinks | null>().openapi({ type: ['object', 'null'] }),
})

const FileResult = z.object(FileBody.shape).pick({ name: true, bytes: true, sha256: true, content_type: true })

/** A record of a pipeline with its subject: a login, an address or a search. `result` is included on request. */
export const RecordBody = z
  .object({
    id: z.string(),
    status: z.string(),
    attempts: z.int(),
    error: z.string().nullable(),
    claimed_by: z.string().nullable(),
    processing_started_at: z.iso.datetime().nullable(),
    lease_expires_at: z.iso.datetime().nullable(),
    updated_at: z.iso.datetime(),
    login: z.string().optional(),
    url: z.string().optional(),
    advertiser_id: z.string().nullable().optional(),
    job_id: z.string().optional(),
    query: z.string().optional(),
    limit: z.int().optional(),
    found: z.int().optional(),
    added: z.int().optional(),
    result: z.union([CreativeResult, ProfileResult, FileResult]).optional(),
  })
  .openapi('Record')

export const recordBody = (row: RecordRow): z.infer<typeof RecordBody> => ({
  id: row.id,
  status: row.status,
  attempts: row.attempts,
  error: row.error,
  claimed_by: row.claimedBy,
  processing_started_at: row.processingStartedAt,
  lease_expires_at: row.leaseExpiresAt,
  updated_at: row.updatedAt,
  ...row.subject,
  ...(row.result && { result: row.result as z.infer<typeof RecordBody>['result'] }),
})
