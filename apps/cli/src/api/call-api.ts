import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { type ApiFlags, UsageError } from '../arguments/command-arguments.ts'

const Problem = z.object({ detail: z.string(), field: z.string().optional() })

/** An error answer of the API. The message is the API's own. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  /** The faulty input, such as `records[2].login`. */
  readonly field: string | undefined

  constructor(message: string, status: number, field?: string) {
    super(message)
    this.status = status
    this.field = field
  }
}

interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  path: string
  /** Sent as JSON. */
  json?: unknown
  /** Makes the raw body, once for each attempt. */
  body?: () => RequestInit['body']
  headers?: Record<string, string>
  /** Whether the request may be repeated after a temporary failure. Default: true for every method but POST. */
  isRepeatable?: boolean
}

const maxAttempts = 5
const firstPauseMs = 500
/** Statuses of temporary failures. After some of them it is unknown whether the request took effect. */
const temporaryStatuses = [429, 502, 503, 504]

/**
 * Calls the API, and repeats a repeatable request after a temporary failure. Throws `ApiError` if the API refuses the request, and an Error if it
 * cannot be reached.
 */
export async function callApi(flags: ApiFlags, request: ApiRequest): Promise<Response> {
  const { isRepeatable = request.method !== 'POST' } = request
  for (let attempt = 1; ; attempt += 1) {
    const isLast = !isRepeatable || attempt === maxAttempts
    const answer = await callOnce(flags, request).catch((error) => {
      if (isLast || error instanceof UsageError) throw error
      return null
    })
    if (answer?.ok) return answer
    if (answer && (isLast || !temporaryStatuses.includes(answer.status))) throw await errorFrom(answer)
    await answer?.body?.cancel()
    await sleep(firstPauseMs * 2 ** (attempt - 1))
  }
}

async function callOnce({ api, key }: ApiFlags, { method, path, json, body, headers }: ApiRequest): Promise<Response> {
  if (!key)
    throw new UsageError('no API key: set EDGESWEEP_KEY; `npm run key` creates a key, and `npm start` prints one')
  if (!URL.canParse(api)) throw new UsageError(`--api must be an address such as https://api.example, not "${api}"`)
  const content = json === undefined ? body?.() : JSON.stringify(json)
  const type: Record<string, string> = json === undefined ? {} : { 'content-type': 'application/json' }
  try {
    return await fetch(api.replace(/\/+$/, '') + path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...type, ...headers },
      // A stream as the body requires `duplex` (fetch.spec.whatwg.org, "RequestInit").
      ...(content === undefined ? {} : ({ body: content, duplex: 'half' } as RequestInit)),
    })
  } catch (error) {
    const { message, cause } = error as Error
    const reason = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : message
    throw new Error(`the API at ${api} cannot be reached (${reason}); set its address with --api or EDGESWEEP_API`)
  }
}

async function errorFrom(answer: Response): Promise<ApiError> {
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

const Page = z.object({ data: z.array(z.unknown()), next: z.string().nullable() })

/** Yields the entries of a listing, page by page. */
export async function* readPages(
  flags: ApiFlags,
  path: string,
  query: Record<string, string>,
): AsyncGenerator<unknown> {
  const parameters = new URLSearchParams(query)
  while (true) {
    const { data, next } = Page.parse(
      await (await callApi(flags, { method: 'GET', path: `${path}?${parameters}` })).json(),
    )
    yield* data
    if (next === null) return
    parameters.set('cursor', next)
  }
}
