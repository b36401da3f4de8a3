import type { ErrorCode } from '../errors.ts'

/** The party at fault: the page that was read, its domain, the caller, or this deployment. */
export type Fault = 'page' | 'domain' | 'caller' | 'ours'

/** Why work failed: the code of an `EdgesweepError`, or the kind of another error. `unknown`: an untyped error. */
export type Cause =
  | ErrorCode
  | 'throttled'
  | 'no_permit'
  | 'no_answer'
  | 'domain_trouble'
  | 'unusable_answer'
  | 'unreadable'
  | 'refused'
  | 'abandoned'
  | 'away'
  | 'unknown'

/**
 * How work ended: a job's item, a pipeline's record, a delivery or an import. Each of them translates it into its own terms of storage and retry.
 */
export type Ending = { kind: 'done' } | Failure

/** An ending without a result. `reason` is for people. */
export type Failure = { cause: Cause; fault: Fault; reason: string } & (
  | { kind: 'retry' }
  /** It could not be done now. `afterMs`: milliseconds from now until the next attempt is useful. `domain`: the one whose permit it lacks. */
  | { kind: 'defer'; afterMs: number; domain: string | null }
  /**
   * An error of ours. It spends no try and is repeated after the pauses of `outagePauseMs`, for a limited time. With the cause `unknown`, nothing
   * shows that a part is away, and a job's item ends after `mostUnforeseen` such errors.
   */
  | { kind: 'outage' }
  /** Another attempt would end in the same way. */
  | { kind: 'reject' }
)

/** Work is deferred at most this often because its domain asks for fewer requests, so that it ends even if the domain always refuses. */
export const maxThrottles = 10

/**
 * How a ticket ended, in the terms of its lane: `retry` spends an attempt; `defer` spends none, and the ticket keeps its place; `reject` ends
 * it, and the caller reads the reason. `afterMs`: milliseconds until the ticket may be handed out again.
 */
export type Outcome =
  | { kind: 'done' }
  | { kind: 'retry'; afterMs: number; reason: string }
  | { kind: 'defer'; afterMs: number; reason: string }
  | { kind: 'reject'; reason: string }

export const done: Outcome = { kind: 'done' }
