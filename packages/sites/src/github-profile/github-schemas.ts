import type { components } from '@octokit/openapi-types'
import { z } from 'zod'

type Schemas = components['schemas']

/** The fields that are read from an answer, named and typed as in GitHub's OpenAPI description. */
type Of<Schema, Fields extends keyof Schema> = { [Field in Fields]: z.ZodType<Schema[Field]> }

/** `GET /users/{login}` */
export const userSchema = z.object({
  login: z.string(),
  id: z.number(),
  type: z.string(),
  html_url: z.string(),
  avatar_url: z.string(),
  name: z.string().nullable(),
  company: z.string().nullable(),
  blog: z.string().nullable(),
  location: z.string().nullable(),
  email: z.string().nullable(),
  bio: z.string().nullable(),
  hireable: z.boolean().nullable(),
  twitter_username: z.string().nullish(),
  public_repos: z.number(),
  followers: z.number(),
  following: z.number(),
  created_at: z.string(),
  updated_at: z.string(),
} satisfies Partial<Of<Schemas['public-user'], keyof Schemas['public-user']>>)

/** `GET /users/{login}/social_accounts` */
export const socialAccountsSchema = z.array(
  z.object({ provider: z.string(), url: z.string() } satisfies Of<Schemas['social-account'], 'provider' | 'url'>),
)

/** `GET /users/{login}/orgs` */
export const organizationsSchema = z.array(
  z.object({ login: z.string(), description: z.string().nullable() } satisfies Of<
    Schemas['organization-simple'],
    'login' | 'description'
  >),
)

/** `GET /users/{login}/repos` */
export const repositoriesSchema = z.array(
  z.object({
    name: z.string(),
    html_url: z.string(),
    description: z.string().nullable(),
    fork: z.boolean(),
    language: z.string().nullish(),
    stargazers_count: z.number().optional(),
    pushed_at: z.string().nullish(),
    topics: z.array(z.string()).optional(),
  } satisfies Partial<Of<Schemas['minimal-repository'], keyof Schemas['minimal-repository']>>),
)

/** `GET /search/users` */
export const userSearchSchema = z.object({
  total_count: z.number(),
  incomplete_results: z.boolean(),
  items: z.array(z.object({ login: z.string() } satisfies Of<Schemas['user-search-result-item'], 'login'>)),
})
