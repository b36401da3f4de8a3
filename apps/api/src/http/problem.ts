import { EdgesweepError, type ErrorCode } from '@edgesweep/core/errors.ts'
import { StatementError } from '@edgesweep/db/run-statement.ts'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ZodError } from 'zod'
import type { ApiEnv } from '../api.ts'
import type { Problem } from '../schemas/problem.ts'

/** The HTTP status and the title of each code. */
export const problemStatuses = {
  invalid_input: [400, 'Invalid input'],
  target_refused: [400, 'Target refused'],
  unauthenticated: [401, 'No valid API key'],
  disallowed: [403, 'Disallowed by robots.txt'],
  forbidden: [403, 'Not allowed with this API key'],
  not_found: [404, 'Not found'],
  conflict: [409, 'Conflict'],
  too_large: [413, 'Too large'],
  idempotency_conflict: [422, 'Idempotency key used before'],
  lane_full: [503, 'Lane full'],
  unavailable: [503, 'Unavailable'],
} as const satisfies Record<ErrorCode, readonly [number, string]>

/** The problem document (RFC 9457) of an error. */
export function problemOf(error: EdgesweepError): Problem {
  const [status, title] = problemStatuses[error.code]
  return {
    type: `urn:edgesweep:problem:${error.code}`,
    title,
    status,
    detail: error.message,
    ...(error.field === undefined ? {} : { field: error.field }),
  }
}

/**
 * The problem document of a validation error. `detail` is the first issue; `errors` lists up to 20. A field is named like `items[2]`. An issue
 * without a path is named `where`, such as `body` or `query`.
 */
export function problemOfIssues(error: ZodError, where: string): Problem & { field: string } {
  const errors = error.issues
    .slice(0, 20)
    .map((issue) => ({ field: fieldOf(namedBy(issue)) || where, message: issue.message }))
  const { field, message } = errors[0]!
  const problem = problemOf(new EdgesweepError('invalid_input', `${field}: ${message}`, { field }))
  return { ...problem, field, errors }
}

/** Answers with a problem document. Unexpected errors are logged, and the caller sees a general text only. */
export function answerError(error: Error, c: Context<ApiEnv>): Response {
  if (error instanceof EdgesweepError) return answerProblem(problemOf(error), error.retryAfter)
  if (error instanceof HTTPException) {
    // The validators throw it for a body that is not JSON or lacks the JSON content type.
    const message = `the body must be JSON, sent with \`content-type: application/json\` (${error.message})`
    return answerProblem(problemOf(new EdgesweepError('invalid_input', message, { field: 'body' })))
  }
  if (error instanceof StatementError && error.unavailable) {
    c.var.ctx?.log.warn('request.unavailable', { method: c.req.method, path: c.req.path, error: error.message })
    return answerError(new EdgesweepError('unavailable', 'the database does not answer', { retryAfter: 2 }), c)
  }
  c.var.ctx?.log.error('request.failed', { method: c.req.method, path: c.req.path, error: error.message })
  return answerProblem({
    type: 'urn:edgesweep:problem:internal',
    title: 'Internal error',
    status: 500,
    detail: 'The service failed. The error is logged. A retry may succeed.',
  })
}

/** Answers with a problem document; `retryAfter` in seconds. */
export function answerProblem(problem: Problem, retryAfter?: number): Response {
  const headers = new Headers({ 'content-type': 'application/problem+json' })
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter))
  if (problem.status === 401) headers.set('www-authenticate', 'Bearer')
  return new Response(JSON.stringify(problem), { status: problem.status, headers })
}

/** The path of an issue. An unknown field is named, too. */
function namedBy(issue: { path: readonly PropertyKey[]; code: string; keys?: string[] }): PropertyKey[] {
  const unknown = issue.code === 'unrecognized_keys' ? (issue.keys ?? []).slice(0, 1) : []
  return [...issue.path, ...unknown]
}

/** A path as text, like `items[2].name`. */
export const fieldOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (name, part) => (typeof part === 'number' ? `${name}[${part}]` : name ? `${name}.${String(part)}` : String(part)),
    '',
  )
