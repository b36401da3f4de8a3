import type { Trouble } from '../machine/trouble.ts'

/**
 * Reads the body of `POST /_town/trouble` at `now` (ms since the Unix epoch). Returns the trouble, or a sentence that says what is
 * wrong with the body. The default `status` is 503. Without `seconds` and `requests` the trouble lasts until it is ended.
 */
export function readTrouble(body: unknown, now: number): Trouble | string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'the body must be a JSON object'
  const known = ['status', 'retry_after', 'seconds', 'requests', 'path']
  const unknown = Object.keys(body).find((key) => !known.includes(key))
  if (unknown !== undefined) return `\`${unknown}\` is unknown; use ${known.join(', ')}`
  const {
    status = 503,
    retry_after = null,
    seconds = null,
    requests = null,
    path = '/',
  } = body as Record<string, unknown>
  if (!within(status, 400, 599)) return '`status` must be a whole number from 400 to 599'
  if (retry_after !== null && !within(retry_after, 0, 86_400))
    return '`retry_after` must be whole seconds from 0 to 86400'
  if (seconds !== null && !(typeof seconds === 'number' && seconds > 0 && seconds <= 86_400)) {
    return '`seconds` must be more than 0 and at most 86400'
  }
  if (requests !== null && !within(requests, 1, 1_000_000)) return '`requests` must be a whole number from 1 to 1000000'
  if (typeof path !== 'string' || !path.startsWith('/')) return '`path` must be the prefix of a path, such as /odd/'
  return {
    status,
    retryAfter: retry_after,
    until: seconds === null ? null : now + seconds * 1000,
    left: requests,
    path,
  }
}

const within = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
