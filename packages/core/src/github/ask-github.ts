import { settleGitHubToken } from '@edgesweep/db/queries/github-token/settle.ts'
import type { GitHubResource } from '@edgesweep/db/queries/github-token/take.ts'
import type { Context } from '../context.ts'
import { DomainTrouble, NoPermit, Refused } from '../endings/typed-errors.ts'
import { gitHubApiUrl } from '../settings.ts'
import { admitTarget } from '../visit/admit-target.ts'
import { type Fetched, fetchOnce, fetchUntil } from '../visit/fetch-once.ts'
import { type AnswerJudgement, judgeAnswer } from './judge-answer.ts'
import { type TokenContext, type TokenLease, takeToken } from './take-token.ts'

export type GitHubContext = TokenContext & Pick<Context, 'fetch' | 'resolve'>

/** An ETag and the hash of the token that received it. GitHub's ETags differ by token. */
export interface GitHubEtag {
  value: string
  token: string
}

export interface GitHubRequest {
  /** An escaped path, such as `/users/octocat`. */
  path: string
  resource: GitHubResource
  /** The ETag of the stored answer. */
  etag?: GitHubEtag | undefined
  /** Aborts when the answer is no longer needed. */
  lost: AbortSignal
}

export type GitHubAnswer =
  | { status: 'found'; body: string; etag: GitHubEtag | null }
  /** The answer is the same as when GitHub gave the request's ETag. */
  | { status: 'unchanged' }
  | { status: 'absent' }

const maxRedirects = 3
/** A hundred repositories take about 600 KB. */
const maxBytes = 4 * 1024 * 1024

/**
 * Requests GitHub's REST API with any token that has a request left. A token that meets a limit is paused, and another is used.
 * Throws `NoPermit` with the wait until a token is available, `Refused` when another try would get the same answer, and
 * `DomainTrouble` or an Error otherwise.
 */
export async function askGitHub(ctx: GitHubContext, request: GitHubRequest): Promise<GitHubAnswer> {
  const { apiUrl } = ctx.settings.github
  let url = new URL(`${apiUrl}${request.path}`)
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    if (apiUrl !== gitHubApiUrl) await admitTarget(ctx, url.href)
    const { answer, token } = await requestWithAnyToken(ctx, url, request)
    const { status, headers, body, location } = answer
    if (status === 304) return { status: 'unchanged' }
    if (status === 404 || status === 410) return { status: 'absent' }
    const value = headers.get('etag')
    const etag = value === null ? null : { value, token }
    if (location === null) return { status: 'found', body: new TextDecoder().decode(body), etag }
    const next = new URL(location)
    // A token must never be sent to another host.
    if (next.origin !== url.origin) throw new Refused(`${url.href} redirects to another host, ${next.host}`)
    url = next
  }
  throw new Refused(`${url.href} redirects more than ${maxRedirects} times`)
}

async function requestWithAnyToken(
  ctx: GitHubContext,
  url: URL,
  request: GitHubRequest,
): Promise<{ answer: Fetched; token: string }> {
  const { tokens } = ctx.settings.github
  for (let tries = 0; tries <= (await tokens.ids()).length; tries++) {
    const token = await takeToken(ctx, request.resource, request.lost, request.etag?.token)
    const { answer, verdict, message } = await requestWith(ctx, token, url, request)
    if (verdict === 'answered') return { answer, token: token.id }
    const detail = `${url.href} answered ${answer.status}${message && `: ${message}`}`
    if (verdict === 'refused') throw new Refused(detail)
    if (verdict === 'faulty') throw new DomainTrouble(detail)
  }
  throw new NoPermit(0, 'every GitHub token has reached a limit')
}

interface JudgedAnswer extends Pick<AnswerJudgement, 'verdict'> {
  answer: Fetched
  message: string
}

async function requestWith(
  ctx: GitHubContext,
  token: TokenLease,
  url: URL,
  request: GitHubRequest,
): Promise<JudgedAnswer> {
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
    // GitHub may have counted the request.
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
  else if (restSeconds !== null) log.warn('github.token_paused', { ...fields, restSeconds })
  return { answer, verdict: judgement.verdict, message }
}

/** The message of a GitHub error, which is JSON. Proxies in front of GitHub answer with HTML. */
function messageOf(body: Uint8Array): string {
  try {
    const { message } = JSON.parse(new TextDecoder().decode(body)) as { message?: unknown }
    return typeof message === 'string' ? message.slice(0, 300) : ''
  } catch {
    return ''
  }
}
