import type { Organization, Repository, SocialAccount } from '@edgesweep/sites/github-profile/profile-record.ts'
import type { BlogPage } from '@edgesweep/sites/github-profile/read-blog-page.ts'

/** What came of the address that a profile gives as its blog. `none`: it gives none, or nothing that is an address. */
export type BlogReading =
  | ({ state: 'read'; url: string } & BlogPage)
  | { state: 'unread'; reason: string }
  | { state: 'none' }

/** What a profile links to. A field of its own says what could not be read. */
export interface ProfileLinks {
  accounts: SocialAccount[]
  organizations: Organization[]
  repositories: Repository[]
  blog: BlogReading
}
