import { StatementError } from '@edgesweep/db/run-statement.ts'
import { UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { EdgesweepError } from '../errors.ts'
import type { Cause, Failure, Fault } from './ending.ts'
import {
  Abandoned,
  Away,
  DomainTrouble,
  NoAnswer,
  NoPermit,
  Refused,
  Unreached,
  UnusableAnswer,
} from './typed-errors.ts'

/**
 * How work ends for each cause, and the party at fault. An error of ours spends no try; an untyped error is ours. `unavailable`: the deployment is
 * not set up for this work, so another try would end in the same way.
 */
const ends: Record<Cause, { kind: Failure['kind']; fault: Fault }> = {
  throttled: { kind: 'defer', fault: 'domain' },
  no_permit: { kind: 'defer', fault: 'ours' },
  abandoned: { kind: 'defer', fault: 'ours' },
  no_answer: { kind: 'retry', fault: 'domain' },
  domain_trouble: { kind: 'retry', fault: 'domain' },
  unusable_answer: { kind: 'retry', fault: 'page' },
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
  lane_full: { kind: 'outage', fault: 'ours' },
  unavailable: { kind: 'reject', fault: 'ours' },
  away: { kind: 'outage', fault: 'ours' },
  unknown: { kind: 'outage', fault: 'ours' },
}

/** How work that threw `error` ended. */
export function endingOf(error: unknown): Failure {
  const cause = causeOf(error)
  const { kind, fault } = ends[cause]
  const failure = { cause, fault, reason: reasonOf(error) }
  return kind === 'defer' ? { kind, ...waitFor(error), ...failure } : { kind, ...failure }
}

/** Callers do not read the database's own message. */
function reasonOf(error: unknown): string {
  if (error instanceof StatementError && error.unavailable) return 'the database does not answer'
  return error instanceof Error ? error.message : String(error)
}

function causeOf(error: unknown): Cause {
  if (error instanceof EdgesweepError) return error.code
  if (error instanceof NoPermit) return error.throttled ? 'throttled' : 'no_permit'
  if (error instanceof Abandoned) return 'abandoned'
  if (error instanceof StatementError) return causeOfStatement(error)
  if (error instanceof Away || error instanceof Unreached) return 'away'
  if (error instanceof NoAnswer) return 'no_answer'
  if (error instanceof DomainTrouble) return 'domain_trouble'
  if (error instanceof UnusableAnswer) return 'unusable_answer'
  if (error instanceof UnreadablePage) return 'unreadable'
  if (error instanceof Refused) return 'refused'
  return 'unknown'
}

/** A value that the database refuses (classes 22 and 23) or cannot hold (54) came with the page, so the same page would be refused again and again. */
function causeOfStatement({ unavailable, sqlState }: StatementError): Cause {
  if (unavailable) return 'away'
  return /^(2[23]|54)/.test(sqlState ?? '') ? 'unusable_answer' : 'unknown'
}

/** Another worker may continue abandoned work at once. */
const waitFor = (error: unknown): Pick<NoPermit, 'afterMs' | 'domain'> =>
  error instanceof NoPermit ? { afterMs: error.afterMs, domain: error.domain } : { afterMs: 0, domain: null }
