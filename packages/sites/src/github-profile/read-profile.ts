import { webAddress } from '../html/web-address.ts'
import { type Field, found, missing, unparsed } from '../site/field.ts'
import { userSchema } from './github-schemas.ts'
import { parseAnswer } from './parse-answer.ts'
import type { ProfileRecord } from './profile-record.ts'

/** The profile in an answer to `GET /users/{login}`. Throws UnreadablePage. */
export function readProfile(json: string): ProfileRecord {
  const user = parseAnswer(userSchema, 'a user', json)
  return {
    login: user.login,
    githubId: user.id,
    type: user.type,
    url: user.html_url,
    avatar: user.avatar_url,
    name: said(user.name),
    company: said(user.company),
    location: said(user.location),
    blog: blogOf(user.blog),
    email: said(user.email),
    bio: said(user.bio),
    hireable: user.hireable,
    twitter: said(user.twitter_username),
    publicRepositories: user.public_repos,
    followers: user.followers,
    following: user.following,
    createdAt: user.created_at,
    updatedAt: user.updated_at,
  }
}

/** GitHub tells some of what is not said by null and some by an empty text. */
const said = (text: string | null | undefined): string | null => text?.trim() || null

/**
 * GitHub takes any text. What has no scheme is read as a browser reads it: it begins with a host. An email address has a user before it.
 */
function blogOf(text: string | null): Field<string> {
  const blog = said(text)
  if (blog === null) return missing
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(blog) ? blog : `https://${blog}`
  const href = /\s/.test(blog) ? null : webAddress(address, address)
  if (href === null) return unparsed(blog)
  const { hostname, username } = new URL(href)
  return hostname.includes('.') && !username ? found(href) : unparsed(blog)
}
