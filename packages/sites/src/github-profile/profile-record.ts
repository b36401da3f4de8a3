import type { Field } from '../site/field.ts'

/** What a user of GitHub says of himself. Times are ISO 8601; null where he says nothing. */
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
  /** As an address; `unparsed` where what he gave is none. */
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
  /** As GitHub tells it from the address: `mastodon`, `linkedin`, `generic`. */
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
  /** ISO 8601 */
  pushedAt: string | null
}

/** One page of a search for users. */
export interface FoundUsers {
  /** In lower case. */
  logins: string[]
  /** How many the search finds, of which GitHub gives the first 1,000. */
  total: number
  /** GitHub ran out of time and did not look at everything. */
  incomplete: boolean
}
