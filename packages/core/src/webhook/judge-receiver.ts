import type { LineVerdict } from '@edgesweep/db/fragments/lines.ts'
import { judgeLine } from '../line/judge-line.ts'
import type { Attempt } from './post-delivery.ts'

/** An answer after this time (ms) is slow: such receivers share a few slots, so that the others keep theirs. */
const slowMs = 1_000

/** A receiver's line after an attempt. No answer, 429 and 5xx are failures. Null when the failure was not the receiver's. */
export function judgeReceiver(
  receiver: { line: string; failures: number },
  { ending, statusCode, retryAfter, durationMs }: Pick<Attempt, 'ending' | 'statusCode' | 'retryAfter' | 'durationMs'>,
  random: number,
): LineVerdict | null {
  const slow = durationMs > slowMs
  const answered = ending.kind === 'done' || (statusCode !== null && statusCode < 500 && statusCode !== 429)
  if (!answered && ending.fault !== 'domain') return null
  return judgeLine(receiver, { failed: !answered, slow, retryAfter }, random)
}
