/** Every error that a caller can meet. `apps/api/src/http/problem.ts` maps each code to one HTTP status. */
export type ErrorCode =
  | 'invalid_input'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'idempotency_conflict'
  | 'target_refused'
  | 'disallowed'
  | 'too_large'
  | 'lane_full'
  | 'unavailable'

/** `message` states the problem, its place and the remedy. `field` names the invalid input, such as `items[2]`. */
export class EdgesweepError extends Error {
  override name = 'EdgesweepError'
  readonly code: ErrorCode
  readonly field: string | undefined
  /** Seconds before another try is useful. */
  readonly retryAfter: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    details: { field?: string; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.field = details.field
    this.retryAfter = details.retryAfter
  }
}
