/** Unicode keeps them free of characters (23.7). */
const noncharacters = Array.from({ length: 32 }, (_, n) => String.fromCharCode(0xfdd0 + n))

export interface MendedText {
  text: string
  /** What stands for a quote that opens nothing; null where there is none. */
  plainQuote: string | null
}

/**
 * A text whose parser takes a quote at the beginning of a cell for one that opens: those that are closed before the end of their cell, as in
 * `"Acme" Inc`, open nothing, and are replaced. One that is not closed yet is left. Looks at each quote twice at most.
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

/** The next quote behind `open` that is not doubled, or -1. */
function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1)
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  return at
}

/** Whether a cell ends at `at`, or behind the white space there. */
function endsCell(text: string, from: number, delimiter: string, newline: '\n' | '\r'): boolean {
  let at = from
  while (text[at] !== delimiter && (text[at] === ' ' || text[at] === '\t')) at++
  return text[at] === delimiter || text[at] === newline || (text[at] === '\r' && text[at + 1] === newline)
}
