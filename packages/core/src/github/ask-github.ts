import { settleGitHubToken } from '@edgesweep/db/queries/github-token/settle.ts'
import type { GitHubResource } from '@edgesweep/db/queries/github-token/take.ts'
import type { Context } from '../context.ts'
import { DomainTrouble, NoPermit, Refused } from '../endings/typed-errors.ts'
import { gitHubApiUrl } from '../settings.ts'
import { admitTarget } from '../visit/admit-target.ts'
import { type Fetched, fetchOnce } from '../visit/fetch-once.ts'
import { fetchUntil } from '../visit/fetch-until.ts'
import { type AnswerJudgement, judgeAnswer } from './judge-answer.ts'
import { type TokenContext, type TokenLease, takeToken } from './take-token.ts'

export type GitHubContext = TokenContext & Pick<Context, 'fetch' | 'resolve'>

/** An ETag, and the hash of the token that it was given to: GitHub gives each token others. */
export interface GitHubEtag {
  value: string
  token: string
}

export interface GitHubRequest {
  /** As `/users/octocat`, escaped. */
  path: string
  resource: GitHubResource
  /** Under which what is known already was given. */
  etag?: GitHubEtag | undefined
  /** Nobody wants the answer any more. */
  lost: AbortSignal
}

export type GitHubAnswer =
  | { status: 'found'; body: string; etag: GitHubEtag | null }
  /** As it was when GitHub gave the request's ETag. */
  | { status: 'unchanged' }
  | { status: 'absent' }

const maxRedirects = 3
/** A hundred repositories have some 600 KB. */
const maxBytes = 4 * 1024 * 1024

/**
 * Asks GitHub's REST API with whatever token has a request left. A token that meets a limit rests, and another is asked with. Throws
 * `NoPermit` when none is left, with when one will be; `Refused` when GitHub would answer the same again; and an Error where another try
 * may succeed.
 */
export async function askGitHub(ctx: GitHubContext, request: GitHubRequest): Promise<GitHubAnswer> {
  const { apiUrl } = ctx.settings.github
  let url = new URL(`${apiUrl}${request.path}`)
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    if (apiUrl !== gitHubApiUrl) await admitTarget(ctx, url.href)
    const { answer, token } = await askWithAny(ctx, url, request)
    const { status, headers, body, location } = answer
    if (status === 304) return { status: 'unchanged' }
    if (status === 404 || status === 410) return { status: 'absent' }
    const value = headers.get('etag')
    const etag = value === null ? null : { value, token }
    if (location === null) return { status: 'found', body: new TextDecoder().decode(body), etag }
    const next = new URL(location)
    // A token goes to nobody but GitHub.
    if (next.origin !== url.origin) throw new Refused(`${url.href} redirects to another host, ${next.host}`)
    url = next
  }
  throw new Refused(`${url.href} redirects more than ${maxRedirects} times`)
}

async function askWithAny(
  ctx: GitHubContext,
  url: URL,
  request: GitHubRequest,
): Promise<{ answer: Fetched; token: string }> {
  const { tokens } = ctx.settings.github
  for (let asked = 0; asked <= (await tokens.ids()).length; asked++) {
    const token = await takeToken(ctx, request.resource, request.lost, request.etag?.token)
    const { answer, verdict, message } = await askWith(ctx, token, url, request)
    if (verdict === 'answered') return { answer, token: token.id }
    const said = `${url.href} answered ${answer.status}${message && `: ${message}`}`
    if (verdict === 'refused') throw new Refused(said)
    if (verdict === 'faulty') throw new DomainTrouble(said)
  }
  throw new NoPermit(ctx.clock.now(), 'every GitHub token has met a limit')
}

interface Asked extends Pick<AnswerJudgement, 'verdict'> {
  answer: Fetched
  message: string
}

async function askWith(ctx: GitHubContext, token: TokenLease, url: URL, request: GitHubRequest): Promise<Asked> {
  const { db, settings, clock, log } = ctx
  const headers = {
    authorization: await settings.github.tokens.authorization(token.id),
    'x-github-api-version': '2022-11-28',
    ...(request.etag === undefined ? {} : { 'if-none-match': request.etag.value }),
  }
  const fetch = fetchUntil(ctx.fetch, request.lost)
  let answer: Fetched
  try {
    answer = await fetchOnce({ ...ctx, fetch }, url, { accept: 'application/vnd.github+json', maxBytes, headers })
  } catch (error) {
    // It may have been counted.
    const unknown = { budget: null, spent: true, restSeconds: null, struck: false, disabled: false }
    await settleGitHubToken(db, { ...token, ...unknown })
    throw error
  }
  const message = answer.status < 400 ? '' : messageOf(answer.body)
  const judgement = judgeAnswer({ ...answer, message }, { ...token, now: clock.now() })
  await settleGitHubToken(db, { ...token, ...judgement.token })
  const { disabled, restSeconds } = judgement.token
  const fields = { token: token.id, resource: token.resource, status: answer.status, message }
  if (disabled) log.error('github.token_refused', fields)
  else if (restSeconds !== null) log.warn('github.token_rests', { ...fields, restSeconds })
  return { answer, verdict: judgement.verdict, message }
}

/** GitHub's errors are JSON with a `message`; what stands in front of GitHub answers with a page. */
function messageOf(body: Uint8Array): string {
  try {
    const { message } = JSON.parse(new TextDecoder().decode(body)) as { message?: unknown }
    return typeof message === 'string' ? message.slice(0, 300) : ''
  } catch {
    return ''
  }
}
