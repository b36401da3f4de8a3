/** Noncharacters, which Unicode reserves for internal use (23.7). */
const noncharacters = Array.from({ length: 32 }, (_, n) => String.fromCharCode(0xfdd0 + n))

export interface MendedText {
  text: string
  /** The character that stands for a plain quote; null when there is none. */
  plainQuote: string | null
}

/**
 * Prepares text for a parser that treats every quote at the start of a cell as an opening quote. A quote that closes before the cell
 * ends, as in `"Acme" Inc`, is plain and gets replaced. A quote that is not closed yet stays. Each quote is visited at most twice.
 */
export function mendQuotes(text: string, delimiter: string, newline: '\n' | '\r'): MendedText {
  const plain: number[] = []
  let open = text.indexOf('"')
  while (open >= 0) {
    const isFirst = open === 0 || text[open - 1] === delimiter || text[open - 1] === newline
    const close = isFirst ? closingQuote(text, open) : open
    if (close < 0) break
    const closes = !isFirst || endsCell(text, close + 1, delimiter, newline)
    if (!closes) plain.push(open)
    open = text.indexOf('"', (closes ? close : open) + 1)
  }
  if (plain.length === 0) return { text, plainQuote: null }
  const plainQuote = noncharacters.find((character) => !text.includes(character)) ?? noncharacters[0]!
  const parts = plain.map((at, n) => text.slice(n === 0 ? 0 : plain[n - 1]! + 1, at))
  return { text: [...parts, text.slice(plain.at(-1)! + 1)].join(plainQuote), plainQuote }
}

/** The index of the quote that closes the quote at `open`, or -1. Doubled quotes are skipped. */
function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1)
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  return at
}

/** Whether a cell ends at `from`, or after the white space there. */
function endsCell(text: string, from: number, delimiter: string, newline: '\n' | '\r'): boolean {
  let at = from
  while (text[at] !== delimiter && (text[at] === ' ' || text[at] === '\t')) at++
  return text[at] === delimiter || text[at] === newline || (text[at] === '\r' && text[at + 1] === newline)
}
