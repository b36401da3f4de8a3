import { Abandoned, NoAnswer, Unreached, UnusableAnswer } from '../endings/typed-errors.ts'

/** Codes of Node and Bun for an address that was reached: it refused, broke off, or spoke no valid TLS or HTTP. */
const reachedCodes =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|EPROTO|HPE_\w+|UND_ERR_SOCKET|UND_ERR_(HEADERS|BODY)_TIMEOUT|ERR_(TLS|SSL)_\w+|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|ConnectionRefused|ConnectionClosed)$/
/** The same in the words of Deno, whose errors have no code. */
const reachedWords = /connection (refused|reset)|certificate|closed before message completed/i

/**
 * The typed error of a request that failed. `NoAnswer` when its address was reached, or had answered (`heard`). Otherwise `Unreached`: workerd, for
 * example, says "Network connection lost." of a refused connection and of a broken network alike.
 */
export function fetchFailure(
  url: string,
  error: unknown,
  { heard, timedOutAfterMs }: { heard: boolean; timedOutAfterMs: number | null },
): Error {
  if (error instanceof UnusableAnswer || error instanceof Abandoned) return error
  const timedOut = timedOutAfterMs !== null
  const message = timedOut ? `${url} did not answer within ${timedOutAfterMs / 1000} s` : `${url}: ${error}`
  return heard || (!timedOut && isReached(error)) ? new NoAnswer(message) : new Unreached(message, timedOut)
}

function isReached(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && reachedCodes.test(code)) return true
  return reachedWords.test(error.message) || isReached(error.cause)
}
