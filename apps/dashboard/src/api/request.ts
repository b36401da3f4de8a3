import { currentKey } from './key.ts'
import { ApiProblem, problemFrom } from './problem.ts'

const timeoutMs = 15_000
/** After a write, reads bypass the replica for this time, because the replica may lag behind. */
const ownWriteMs = 10_000
let wroteAt = Number.NEGATIVE_INFINITY

/** Sends a request to the API. Throws an `ApiProblem`. A 204 returns undefined. */
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
  // `no-cache` revalidates by ETag. `reload` sends `Cache-Control: no-cache`, which makes the API read from the primary.
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
  // A 503 of `/health` carries the health report, not a problem document.
  const isReport = response.status === 503 && response.headers.get('content-type')?.startsWith('application/json')
  if (!response.ok && !isReport) throw await problemFrom(response)
  return response.status === 204 ? (undefined as T) : response.json()
}
