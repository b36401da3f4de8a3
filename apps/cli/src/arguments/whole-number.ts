import { InvalidArgumentError } from 'commander'

/** Reads an option's value, a whole number of `from` or more. */
export const wholeNumber =
  (from: number) =>
  (text: string): number => {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= from && Number.isSafeInteger(number)) return number
    throw new InvalidArgumentError(`It is not a whole number of ${from} or more.`)
  }
