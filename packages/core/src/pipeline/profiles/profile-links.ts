import type { Organization, Repository, SocialAccount } from '@edgesweep/sites/github-profile/profile-record.ts'
import type { BlogPage } from '@edgesweep/sites/github-profile/read-blog-page.ts'

/** The result of reading a profile's blog. `none`: the profile has no blog, or its text is not an address. */
export type BlogReading =
  | ({ state: 'read'; url: string } & BlogPage)
  | { state: 'unread'; reason: string }
  | { state: 'none' }

/** The links of a profile. `blog` states why a blog could not be read. */
export interface ProfileLinks {
  accounts: SocialAccount[]
  organizations: Organization[]
  repositories: Repository[]
  blog: BlogReading
}
