import { HTTPException } from 'hono/http-exception'
import type { Town } from '../machine/town.ts'

interface Range {
  from: number
  to: number
}

/** Reads a whole number in a range. Throws a 400 with the requirement. */
export function readNumber(name: string, text: string | undefined, { from, to }: Range): number {
  const number = text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (number >= from && number <= to) return number
  throw refusal(name, `a whole number from ${from} to ${to}`, text)
}

/** Reads an absolute or relative address. Every scheme is allowed, because tests request forbidden addresses. Throws a 400. */
export function readAddress(name: string, text: string | undefined): string {
  if (text !== undefined && /^[!-~]{1,4000}$/.test(text)) return text
  throw refusal(name, 'an address of 1 to 4000 printable ASCII characters without spaces', text)
}

/** Reads a short word that is valid in a cookie. Throws a 400. */
export function readWord(name: string, text: string | undefined): string {
  if (text !== undefined && /^[\w.-]{1,100}$/.test(text)) return text
  throw refusal(name, 'a word of 1 to 100 letters, digits, dots, hyphens or underscores', text)
}

/** Reads one of several values. Throws a 400. */
export function readChoice<T extends string>(name: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((one) => one === text)
  if (choice !== undefined) return choice
  throw refusal(name, `one of ${choices.join(', ')}`, text)
}

function refusal(name: string, needed: string, text: string | undefined): HTTPException {
  const actual = text === undefined ? 'it is missing' : `it is ${JSON.stringify(text.slice(0, 100))}`
  return new HTTPException(400, { message: `\`${name}\` must be ${needed}, but ${actual}.` })
}

/** Reads a tick from a query. Without a text it is the current tick; null if the text is not a tick. */
export function readTick(town: Town, text: string | undefined): number | null {
  if (text === undefined) return town.clock.tick()
  return /^\d{1,10}$/.test(text) ? Number(text) : null
}
