import { HTTPException } from 'hono/http-exception'

interface Range {
  from: number
  to: number
}

/** A parameter that is a whole number in a range. Throws an answer of 400 that says what it must be. */
export function readNumber(name: string, text: string | undefined, { from, to }: Range): number {
  const number = text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (number >= from && number <= to) return number
  throw refusal(name, `a whole number from ${from} to ${to}`, text)
}

/**
 * A parameter that is an address, absolute or not. Any scheme will do: the page is there to try what a browser must not reach.
 * Throws an answer of 400.
 */
export function readAddress(name: string, text: string | undefined): string {
  if (text !== undefined && /^[!-~]{1,4000}$/.test(text)) return text
  throw refusal(name, 'an address of 1 to 4000 printable ASCII characters without spaces', text)
}

/** A parameter that is a short word, fit for a cookie. Throws an answer of 400. */
export function readWord(name: string, text: string | undefined): string {
  if (text !== undefined && /^[\w.-]{1,100}$/.test(text)) return text
  throw refusal(name, 'a word of 1 to 100 letters, digits, dots, hyphens or underscores', text)
}

/** A parameter that is one of a few. Throws an answer of 400. */
export function readChoice<T extends string>(name: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((one) => one === text)
  if (choice !== undefined) return choice
  throw refusal(name, `one of ${choices.join(', ')}`, text)
}

function refusal(name: string, needed: string, text: string | undefined): HTTPException {
  const is = text === undefined ? 'it is not given' : `it is ${JSON.stringify(text.slice(0, 100))}`
  return new HTTPException(400, { message: `\`${name}\` must be ${needed}, but ${is}.` })
}
