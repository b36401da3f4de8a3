import { EdgesweepError } from '../../errors.ts'
import type { Dialect } from './csv-place.ts'

const delimiters = [',', ';', '\t', '|']
const [quote, cr, lf] = ['"', '\r', '\n'].map((character) => character.charCodeAt(0))

/** Whether `head` holds the header line whole, and the byte behind it. */
export const holdsHeader = (head: Uint8Array): boolean => headerOf(head).end < head.length - 1

/**
 * How a file is written, by its header line: the delimiter is the one told, or whichever of comma, semicolon, tab and bar the line has most of
 * outside quotes. (The parser's own discovery reads letters as delimiters, and fails on any that is not ASCII.) Throws `invalid_input` for a
 * delimiter that cannot be one.
 */
export function findDialect(head: Uint8Array, told: string | undefined): Dialect {
  if (told !== undefined && (!/^[\t -~]$/.test(told) || told === '"'))
    throw new EdgesweepError('invalid_input', 'a delimiter is one character of ASCII, and not a quotation mark', {
      field: 'delimiter',
    })
  const { end, counts } = headerOf(head)
  const delimiter =
    told ?? delimiters.reduce((best, one) => (countOf(one, counts) > countOf(best, counts) ? one : best))
  return { delimiter, lineEnds: head[end] === cr && head[end + 1] !== lf ? 'cr' : 'lf' }
}

const countOf = (character: string, counts: number[]): number => counts[character.charCodeAt(0)]!

function headerOf(head: Uint8Array): { end: number; counts: number[] } {
  const counts = new Array<number>(256).fill(0)
  let at = 0
  while (head[at] === cr || head[at] === lf) at++
  for (let quoted = false; at < head.length; at++) {
    const byte = head[at]!
    if (byte === quote) quoted = !quoted
    else if (!quoted && (byte === cr || byte === lf)) break
    else if (!quoted) counts[byte]!++
  }
  return { end: at, counts }
}
