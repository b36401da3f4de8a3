import type { Problem } from '@edgesweep/api/src/schemas/problem.ts'

/** What the API refused, or why it could not be reached (`status` 0). */
export class ApiProblem extends Error {
  readonly status: number
  /** The inputs at fault by name, as `items[2]`. */
  readonly fields: Record<string, string>
  /** Seconds after which the API asks to be tried again. */
  readonly retryAfter: number | null

  constructor(status: number, message: string, fields: Record<string, string> = {}, retryAfter: number | null = null) {
    super(message)
    this.status = status
    this.fields = fields
    this.retryAfter = retryAfter
  }

  /** Whether waiting may help. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

/** Reads a problem document (RFC 9457), or what stands in its place. */
export async function problemFrom(response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get('retry-after')) || null
  const problem: Partial<Problem> | null = await response.json().catch(() => null)
  const fields = Object.fromEntries(problem?.errors?.map(({ field, message }) => [field, message]) ?? [])
  if (problem?.field && problem.detail && !fields[problem.field]) fields[problem.field] = problem.detail
  return new ApiProblem(response.status, problem?.detail ?? `the API answered ${response.status}`, fields, retryAfter)
}
