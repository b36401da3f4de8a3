import { webAddress } from '../html/web-address.ts'
import { type Field, found, missing, unparsed } from '../site/field.ts'
import { userSchema } from './github-schemas.ts'
import { parseAnswer } from './parse-answer.ts'
import type { ProfileRecord } from './profile-record.ts'

/** The profile in an answer to `GET /users/{login}`. Throws `UnreadablePage`. */
export function readProfile(json: string): ProfileRecord {
  const user = parseAnswer(userSchema, 'a user', json)
  return {
    login: user.login,
    githubId: user.id,
    type: user.type,
    url: user.html_url,
    avatar: user.avatar_url,
    name: textOrNull(user.name),
    company: textOrNull(user.company),
    location: textOrNull(user.location),
    blog: blogOf(user.blog),
    email: textOrNull(user.email),
    bio: textOrNull(user.bio),
    hireable: user.hireable,
    twitter: textOrNull(user.twitter_username),
    publicRepositories: user.public_repos,
    followers: user.followers,
    following: user.following,
    createdAt: user.created_at,
    updatedAt: user.updated_at,
  }
}

/** GitHub writes some empty fields as null and others as an empty text. */
const textOrNull = (text: string | null | undefined): string | null => text?.trim() || null

/**
 * GitHub accepts any text as a blog. A text without a scheme is read as a host name, as browsers do. A text with `user@` is an email address.
 */
function blogOf(text: string | null): Field<string> {
  const blog = textOrNull(text)
  if (blog === null) return missing
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(blog) ? blog : `https://${blog}`
  const href = /\s/.test(blog) ? null : webAddress(address, address)
  if (href === null) return unparsed(blog)
  const { hostname, username } = new URL(href)
  return hostname.includes('.') && !username ? found(href) : unparsed(blog)
}
