import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { UsageError } from '../arguments/usage-error.ts'
import type { ApiFlags } from './api-flags.ts'

const Problem = z.object({ detail: z.string(), field: z.string().optional() })

/** The API refused; the message is what it said. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  /** The input at fault, as `records[2].login`. */
  readonly field: string | undefined

  constructor(message: string, status: number, field?: string) {
    super(message)
    this.status = status
    this.field = field
  }
}

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  path: string
  /** Sent as JSON. */
  json?: unknown
  /** Makes a body that is sent as it is, anew for each try. */
  body?: () => RequestInit['body']
  headers?: Record<string, string>
  /** Asking twice does no harm: it is asked again while the API is away. True for all but POST. */
  again?: boolean
}

const tries = 5
const firstPauseMs = 500
/** Nobody has taken the request, or nobody knows. */
const passing = [429, 502, 503, 504]

/** Asks the API. Throws `ApiError` with what it refused, and an Error when it cannot be reached; each a sentence for a person. */
export async function askApi(flags: ApiFlags, request: ApiRequest): Promise<Response> {
  const { again = request.method !== 'POST' } = request
  for (let tried = 1; ; tried += 1) {
    const last = !again || tried === tries
    const answer = await askOnce(flags, request).catch((error) => {
      if (last || error instanceof UsageError) throw error
      return null
    })
    if (answer?.ok) return answer
    if (answer && (last || !passing.includes(answer.status))) throw await refusal(answer)
    await answer?.body?.cancel()
    await sleep(firstPauseMs * 2 ** (tried - 1))
  }
}

async function askOnce({ api, key }: ApiFlags, { method, path, json, body, headers }: ApiRequest): Promise<Response> {
  if (!key) throw new UsageError('no API key: set EDGESWEEP_KEY; `npm run key` makes one, and `npm start` prints one')
  if (!URL.canParse(api)) throw new UsageError(`--api must be an address, as https://api.example, not "${api}"`)
  const content = json === undefined ? body?.() : JSON.stringify(json)
  const type: Record<string, string> = json === undefined ? {} : { 'content-type': 'application/json' }
  try {
    return await fetch(api.replace(/\/+$/, '') + path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...type, ...headers },
      // What is sent as a stream needs `duplex` (fetch.spec.whatwg.org, "RequestInit").
      ...(content === undefined ? {} : ({ body: content, duplex: 'half' } as RequestInit)),
    })
  } catch (error) {
    const { message, cause } = error as Error
    const why = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : message
    throw new Error(`the API at ${api} cannot be reached (${why}); --api or EDGESWEEP_API says where it is`)
  }
}

async function refusal(answer: Response): Promise<ApiError> {
  const text = await answer.text()
  const problem = Problem.safeParse(parseJson(text)).data
  if (problem) return new ApiError(problem.detail, answer.status, problem.field)
  return new ApiError(`${answer.url} answered ${answer.status} ${text.slice(0, 200)}`.trimEnd(), answer.status)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
