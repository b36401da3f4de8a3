/**
 * Everything that can go wrong for a caller. One class with a closed union of codes; `apps/api/src/problem.ts` maps each to HTTP
 * once, exhaustively.
 */
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

/** `message` is for the reader: what was wrong, where, what to do. `field` names the input at fault, as `items[2]`. */
export class EdgesweepError extends Error {
  override name = 'EdgesweepError'
  readonly code: ErrorCode
  readonly field: string | undefined
  /** Seconds after which trying again makes sense. */
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
