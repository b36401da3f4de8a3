import { DomainTrouble, Refused } from './typed-errors.ts'

/** 4xx answers that may be different a little later (RFC 9110, 15.5; RFC 8470). */
const passing = [408, 425, 429]

/** Throws for every answer but 2xx: `Refused` where another attempt would get the same answer, `DomainTrouble` where it may not. */
export function expectSuccess(status: number): void {
  if (status >= 200 && status <= 299) return
  const final = status < 500 && !passing.includes(status)
  throw new (final ? Refused : DomainTrouble)(`answered ${status}`)
}
