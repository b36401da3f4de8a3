import { z } from 'zod'
import { httpUrl, plainText } from '../plain-text.ts'

/** The maximum number of records that one request may add. */
const maxRecords = 1_000

/**
 * A GitHub login: letters, digits and single hyphens between them, at most 39 characters. It becomes lower case, because GitHub
 * ignores the case of logins.
 */
export const Login = z
  .string()
  .trim()
  .min(1)
  .max(39)
  .regex(/^[a-z\d]+(-[a-z\d]+)*$/i, 'must be a GitHub login: letters, digits and single hyphens between them')
  .toLowerCase()

/** A request to read profiles, by login. */
export const ProfileRequests = z.strictObject({
  records: z
    .array(z.strictObject({ login: Login }))
    .min(1)
    .max(maxRecords),
})
export type ProfileRequests = z.infer<typeof ProfileRequests>

/** A request to fetch ad creatives, with their advertisers if known. */
export const CreativeRequests = z.strictObject({
  records: z
    .array(z.strictObject({ url: httpUrl, advertiser_id: plainText.trim().min(1).max(200).optional() }))
    .min(1)
    .max(maxRecords),
})
export type CreativeRequests = z.infer<typeof CreativeRequests>

/** A search for users in GitHub's own syntax, which allows 256 characters and returns at most 1,000 users. */
export const DiscoveryRequest = z.strictObject({
  query: plainText.trim().min(1).max(256),
  limit: z.int().min(1).max(1_000).default(1_000),
})
export type DiscoveryRequest = z.infer<typeof DiscoveryRequest>

/** A request to release claims: all of one instance, or without `instance` those whose lease has expired. */
export const ReleaseRequest = z.strictObject({ instance: plainText.trim().min(1).max(200).optional() })
export type ReleaseRequest = z.infer<typeof ReleaseRequest>
