/** The types of the used part of Papa Parse. Papa Parse's own types need Node's types, which this package must not have. */
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
