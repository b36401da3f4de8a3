import { StatementError } from '@edgesweep/db/run-statement.ts'
import { UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { EdgesweepError } from '../errors.ts'
import type { Cause, Failure, Fault } from './ending.ts'
import { Abandoned, DomainTrouble, NoAnswer, NoPermit, Refused, UnusableAnswer } from './typed-errors.ts'

/** Pause before the next request to a database that does not answer. */
const databasePauseMs = 2_000

/** How work ends for each cause, and the party at fault. */
const ends: Record<Cause, { kind: Failure['kind']; fault: Fault }> = {
  throttled: { kind: 'defer', fault: 'domain' },
  no_permit: { kind: 'defer', fault: 'ours' },
  abandoned: { kind: 'defer', fault: 'ours' },
  database_away: { kind: 'defer', fault: 'ours' },
  no_answer: { kind: 'retry', fault: 'domain' },
  domain_trouble: { kind: 'retry', fault: 'domain' },
  unusable_answer: { kind: 'retry', fault: 'page' },
  unknown: { kind: 'retry', fault: 'ours' },
  unreadable: { kind: 'reject', fault: 'page' },
  refused: { kind: 'reject', fault: 'page' },
  disallowed: { kind: 'reject', fault: 'domain' },
  target_refused: { kind: 'reject', fault: 'caller' },
  invalid_input: { kind: 'reject', fault: 'caller' },
  too_large: { kind: 'reject', fault: 'caller' },
  not_found: { kind: 'reject', fault: 'caller' },
  conflict: { kind: 'reject', fault: 'caller' },
  idempotency_conflict: { kind: 'reject', fault: 'caller' },
  unauthenticated: { kind: 'reject', fault: 'caller' },
  forbidden: { kind: 'reject', fault: 'caller' },
  lane_full: { kind: 'reject', fault: 'ours' },
  unavailable: { kind: 'reject', fault: 'ours' },
}

/** How work that threw `error` ended. */
export function endingOf(error: unknown): Failure {
  const cause = causeOf(error)
  const { kind, fault } = ends[cause]
  const failure = { cause, fault, reason: error instanceof Error ? error.message : String(error) }
  return kind === 'defer' ? { kind, afterMs: pauseAfter(error), ...failure } : { kind, ...failure }
}

function causeOf(error: unknown): Cause {
  if (error instanceof EdgesweepError) return error.code
  if (error instanceof NoPermit) return error.throttled ? 'throttled' : 'no_permit'
  if (error instanceof Abandoned) return 'abandoned'
  if (error instanceof StatementError) return error.unavailable ? 'database_away' : 'unknown'
  if (error instanceof NoAnswer) return 'no_answer'
  if (error instanceof DomainTrouble) return 'domain_trouble'
  if (error instanceof UnusableAnswer) return 'unusable_answer'
  if (error instanceof UnreadablePage) return 'unreadable'
  if (error instanceof Refused) return 'refused'
  return 'unknown'
}

/** Another worker may continue abandoned work at once. */
function pauseAfter(error: unknown): number {
  if (error instanceof NoPermit) return error.afterMs
  return error instanceof StatementError ? databasePauseMs : 0
}
