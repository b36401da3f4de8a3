import { Refused } from './judge-error.ts'

/** What may be answered otherwise a little later (RFC 9110, 15.5; RFC 8470). */
const passing = [408, 425, 429]

/** Throws for every answer but 2xx: `Refused` where asking again would give no other. */
export function expectSuccess(status: number): void {
  if (status >= 200 && status <= 299) return
  const final = status < 500 && !passing.includes(status)
  throw final ? new Refused(`answered ${status}`) : new Error(`answered ${status}`)
}
