import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { serve } from '../serve.ts'
import { foundUsers, organizations, repositories, socialAccounts, user } from './bodies.ts'
import { Budgets, type Counted } from './budgets.ts'

/** An answer that replaces the requested one. */
export type Fault =
  | { kind: 'secondary'; status: 403 | 429; retryAfter?: number }
  | { kind: 'blocked'; status: 403 | 451 }
  | { kind: 'moved'; to: string }
  | { kind: 'unavailable' }
  | { kind: 'reset' }
  | { kind: 'slow'; ms: number }

export interface Asked {
  /** The number of the request, from 1. */
  n: number
  token: string
  path: string
}

export interface GitHubOptions {
  tokens: string[]
  limits?: { core: number; search: number }
  /** The length of a budget's window in milliseconds. It ends on a whole second. */
  windowMs?: number
  /** Whether a user exists; by default every user does. */
  knows?: (login: string) => boolean
  blogOf?: (login: string) => string | null
  /** The logins that a search finds. */
  finds?: string[]
  fault?: (asked: Asked) => Fault | undefined
}

const documentation = 'https://docs.github.com/rest'

/**
 * A server with GitHub's REST API for users, on a free port until the test's end, with its bodies, headers, limits and conditional
 * requests. `requests` lists all requests, and `budgets.violations` those that must not have been sent.
 */
export async function startGitHub(options: GitHubOptions) {
  const { tokens, limits = { core: 5_000, search: 30 }, windowMs = 3_600_000, knows = () => true } = options
  const { blogOf = () => null, finds = [], fault = () => undefined } = options
  const budgets = new Budgets({ limits, windowMs })
  const requests: Asked[] = []
  /** How often each user's data has changed. */
  const versions = new Map<string, number>()
  const app = new Hono<{ Variables: { asked: Asked; counted: Counted }; Bindings: { incoming: { destroy(): void } } }>()

  app.use(async (c, next) => {
    const token = c.req.header('authorization')?.replace('Bearer ', '') ?? ''
    const asked = { n: requests.length + 1, token, path: c.req.path }
    requests.push(asked)
    if (!tokens.includes(token)) return problem(c, 401, 'Bad credentials')
    budgets.heed(token)
    const resource = c.req.path.startsWith('/search/') ? 'search' : 'core'
    const trouble = fault(asked)
    if (trouble?.kind === 'slow') await sleep(trouble.ms)
    if (trouble?.kind === 'reset') {
      budgets.spend(token, resource)
      c.env.incoming.destroy()
      return c.body(null)
    }
    // GitHub's ETags differ by token.
    const etag = etagOf(`${token} ${c.req.url}`, versions.get(c.req.path.split('/')[2] ?? '') ?? 0)
    const unchanged = c.req.header('if-none-match') === etag
    const counted = unchanged ? budgets.look(token, resource) : budgets.spend(token, resource)
    setLimits(c, counted, resource)
    if (counted.exceeded) return problem(c, 403, 'API rate limit exceeded for user ID 1.')
    if (trouble?.kind === 'secondary') return secondary(c, token, trouble)
    if (trouble?.kind === 'blocked') return problem(c, trouble.status, 'Repository access blocked')
    if (trouble?.kind === 'moved') return c.redirect(trouble.to, 301)
    if (trouble?.kind === 'unavailable') return c.html('<h1>502 Bad Gateway</h1>', 502)
    if (unchanged) return c.body(null, 304)
    await next()
    if (c.res.ok) c.res.headers.set('etag', etag)
  })

  function secondary(c: Context, token: string, { status, retryAfter }: Extract<Fault, { kind: 'secondary' }>) {
    budgets.rest(token, retryAfter ?? 60)
    if (retryAfter !== undefined) c.header('retry-after', String(retryAfter))
    return problem(
      c,
      status,
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    )
  }

  app.use('/users/:login/*', async (c, next) => (knows(c.req.param('login')) ? next() : problem(c, 404, 'Not Found')))
  app.get('/users/:login', (c) => c.json(user(c.req.param('login'), blogOf(c.req.param('login')))))
  app.get('/users/:login/social_accounts', (c) => c.json(socialAccounts(c.req.param('login'))))
  app.get('/users/:login/orgs', (c) => c.json(organizations()))
  app.get('/users/:login/repos', (c) => c.json(repositories(c.req.param('login'))))
  app.get('/search/users', (c) => {
    const [page, perPage] = [Number(c.req.query('page') ?? 1), Number(c.req.query('per_page') ?? 30)]
    if (page * perPage > 1_000) return problem(c, 422, 'Only the first 1000 search results are available')
    return c.json(foundUsers(finds.slice((page - 1) * perPage, page * perPage), finds.length))
  })

  const { host, origin } = await serve(getRequestListener(app.fetch))
  const change = (login: string) => versions.set(login, (versions.get(login) ?? 0) + 1)
  return { host, origin, requests, budgets, change }
}

function setLimits(c: Context, { limit, remaining, used, reset }: Counted, resource: string): void {
  const headers = { limit, remaining, used, reset, resource }
  for (const [name, value] of Object.entries(headers)) c.header(`x-ratelimit-${name}`, String(value))
}

const problem = (c: Context, status: 401 | 403 | 404 | 422 | 429 | 451, message: string) =>
  c.json({ message, documentation_url: documentation, status: String(status) }, status)

const etagOf = (asked: string, version: number): string =>
  `W/"${createHash('sha256').update(`${asked} ${version}`).digest('hex')}"`
