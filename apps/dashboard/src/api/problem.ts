import type { Problem } from '@edgesweep/api/src/schemas/problem.ts'

/** An error answer of the API. `status` is the HTTP status; 0 if the API could not be reached. */
export class ApiProblem extends Error {
  readonly status: number
  /** The error message of each faulty input, by its name, such as `items[2]`. */
  readonly fields: Record<string, string>
  /** The `Retry-After` header in seconds. */
  readonly retryAfter: number | null

  constructor(status: number, message: string, fields: Record<string, string> = {}, retryAfter: number | null = null) {
    super(message)
    this.status = status
    this.fields = fields
    this.retryAfter = retryAfter
  }

  /** Whether the same request may succeed later. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

/** Reads a problem document (RFC 9457). Any other body leaves only the status. */
export async function problemFrom(response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get('retry-after')) || null
  const problem: Partial<Problem> | null = await response.json().catch(() => null)
  const fields = Object.fromEntries(problem?.errors?.map(({ field, message }) => [field, message]) ?? [])
  if (problem?.field && problem.detail && !fields[problem.field]) fields[problem.field] = problem.detail
  return new ApiProblem(response.status, problem?.detail ?? `the API answered ${response.status}`, fields, retryAfter)
}

/** Makes a message of the API a full sentence: capital first letter, period at the end. */
export const sentence = (message: string): string =>
  `${message.charAt(0).toUpperCase()}${message.slice(1).replace(/\.$/, '')}.`
