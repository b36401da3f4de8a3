import { currentKey } from './key.ts'
import { ApiProblem, problemFrom } from './problem.ts'

const timeoutMs = 15_000
/** For so long after a write, answers must not come from a replica, which may not have it yet. */
const ownWriteMs = 10_000
let wroteAt = Number.NEGATIVE_INFINITY

/** Asks the API; throws an `ApiProblem`. An answer without a body is undefined. */
export async function request<T>(
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const timeout = AbortSignal.timeout(timeoutMs)
  const headers = new Headers({ authorization: `Bearer ${currentKey()}` })
  if (body !== undefined) headers.set('content-type', 'application/json')
  if (method !== 'GET') wroteAt = performance.now()
  // What is at hand is asked about by its tag; `reload` says `Cache-Control: no-cache`.
  const cache = performance.now() - wroteAt < ownWriteMs ? 'reload' : 'no-cache'
  const init: RequestInit = { method, headers, body: body === undefined ? null : JSON.stringify(body), cache }
  let response: Response
  try {
    response = await fetch(path, { ...init, signal: signal ? AbortSignal.any([signal, timeout]) : timeout })
  } catch {
    throw new ApiProblem(
      0,
      timeout.aborted ? `the API did not answer within ${timeoutMs / 1000} s` : 'the API cannot be reached',
    )
  }
  // Only health answers 503 with what was asked for: a report, and no problem document.
  const isReport = response.status === 503 && response.headers.get('content-type')?.startsWith('application/json')
  if (!response.ok && !isReport) throw await problemFrom(response)
  return response.status === 204 ? (undefined as T) : response.json()
}
