import type { Field } from '../site/field.ts'

/** A GitHub user's public profile. Times are ISO 8601. Fields that the user left empty are null. */
export interface ProfileRecord {
  login: string
  githubId: number
  /** `User`, `Organization` or `Bot`. */
  type: string
  url: string
  avatar: string
  name: string | null
  company: string | null
  location: string | null
  /** A web address, or `unparsed` when the user's text is not one. */
  blog: Field<string>
  email: string | null
  bio: string | null
  hireable: boolean | null
  twitter: string | null
  publicRepositories: number
  followers: number
  following: number
  createdAt: string
  updatedAt: string
}

export interface SocialAccount {
  /** The service that GitHub derives from the address: `mastodon`, `linkedin`, `generic`. */
  provider: string
  url: string
}

export interface Organization {
  login: string
  description: string | null
}

export interface Repository {
  name: string
  url: string
  description: string | null
  language: string | null
  stars: number
  topics: string[]
  /** ISO 8601. */
  pushedAt: string | null
}

/** One page of a search for users. */
export interface FoundUsers {
  /** In lower case. */
  logins: string[]
  /** The number of users that the search finds. GitHub returns only the first 1,000. */
  total: number
  /** Whether GitHub's search timed out before it had looked at every user. */
  incomplete: boolean
}
