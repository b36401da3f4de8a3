/** The used part of Papa Parse. Its own types require those of Node, which this package must not have. */
declare module 'papaparse' {
  interface Parsed {
    data: string[][]
    errors: Array<{ code: 'MissingQuotes' | 'InvalidQuotes' }>
    meta: { cursor: number }
  }

  class Parser {
    /** `step` is called with each row. */
    constructor(config: { delimiter: string; newline: '\n' | '\r'; step: (row: Parsed) => void })
    parse(text: string, baseIndex: number, ignoreLastRow: boolean): Parsed
    abort(): void
  }

  const Papa: { Parser: typeof Parser }
  export default Papa
}
