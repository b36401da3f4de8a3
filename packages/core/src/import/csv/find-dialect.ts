import { EdgesweepError } from '../../errors.ts'
import type { Dialect } from './csv-batch.ts'

const delimiters = [',', ';', '\t', '|']
const [quote, cr, lf] = ['"', '\r', '\n'].map((character) => character.charCodeAt(0))

/** Whether `head` contains the whole header line and the byte after it. */
export const holdsHeader = (head: Uint8Array): boolean => headerOf(head).end < head.length - 1

/**
 * A file's dialect, from its header line. The delimiter is `declared`, or the most frequent of comma, semicolon, tab and bar outside
 * quotes. (Papa Parse's detection mistakes letters for delimiters and fails on letters beyond ASCII.) Throws `invalid_input` for an
 * invalid delimiter.
 */
export function findDialect(head: Uint8Array, declared: string | undefined): Dialect {
  if (declared !== undefined && (!/^[\t -~]$/.test(declared) || declared === '"'))
    throw new EdgesweepError('invalid_input', 'a delimiter must be one ASCII character other than a quotation mark', {
      field: 'delimiter',
    })
  const { end, counts } = headerOf(head)
  const delimiter =
    declared ?? delimiters.reduce((best, one) => (countOf(one, counts) > countOf(best, counts) ? one : best))
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
