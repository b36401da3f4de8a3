import { z } from 'zod'
import { httpUrl, plainText } from '../plain-text.ts'

/** What one request may add at most. */
const maxRecords = 1_000

/**
 * A GitHub login: letters, digits and single hyphens, none at either end, 39 characters at most. In lower case, since GitHub takes two that
 * differ in case alone for one.
 */
export const Login = z
  .string()
  .trim()
  .min(1)
  .max(39)
  .regex(/^[a-z\d]+(-[a-z\d]+)*$/i, 'must be a GitHub login: letters, digits and single hyphens between them')
  .toLowerCase()

/** Profiles to be read, by their logins. */
export const ProfileRequests = z.strictObject({
  records: z
    .array(z.strictObject({ login: Login }))
    .min(1)
    .max(maxRecords),
})
export type ProfileRequests = z.infer<typeof ProfileRequests>

/** Ad creatives to be fetched, and whose they are where that is known. */
export const CreativeRequests = z.strictObject({
  records: z
    .array(z.strictObject({ url: httpUrl, advertiser_id: plainText.trim().min(1).max(200).optional() }))
    .min(1)
    .max(maxRecords),
})
export type CreativeRequests = z.infer<typeof CreativeRequests>

/** A search for users in GitHub's own notation, of which it reads 256 characters; it gives 1,000 users at most. */
export const DiscoveryRequest = z.strictObject({
  query: plainText.trim().min(1).max(256),
  limit: z.int().min(1).max(1_000).default(1_000),
})
export type DiscoveryRequest = z.infer<typeof DiscoveryRequest>

/** Whose claims to release: one instance's, all of them; nobody's named, those whose lease has run out. */
export const ReleaseRequest = z.strictObject({ instance: plainText.trim().min(1).max(200).optional() })
export type ReleaseRequest = z.infer<typeof ReleaseRequest>
