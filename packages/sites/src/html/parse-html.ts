import { type Document, DomHandler } from 'domhandler'
import { Parser } from 'htmlparser2'
import { UnreadablePage } from '../site/site.ts'
import { spend } from '../site/work-budget.ts'

/** Browsers stop at a depth of 512. Beyond 1,000, parse time grows with the square of the depth and selecting overflows the stack. */
const DEEPEST = 1_000
/** Steps to parse a node and to walk over it. */
const NODE = 100
const ATTRIBUTE = 40
const TEXT = 10

class BoundedHandler extends DomHandler {
  get depth(): number {
    return this.tagStack.length
  }

  override onopentag(name: string, attribs: Record<string, string>): void {
    spend(NODE)
    super.onopentag(name, attribs)
    if (this.depth > DEEPEST) throw new UnreadablePage(`The page nests its elements more than ${DEEPEST} deep.`)
  }

  /** The parser calls this method for each attribute, even if it repeats another one. */
  onattribute(): void {
    spend(ATTRIBUTE)
  }

  override ontext(data: string): void {
    spend(this.lastNode ? TEXT : NODE)
    super.ontext(data)
  }

  override oncomment(data: string): void {
    spend(NODE)
    super.oncomment(data)
  }

  override onprocessinginstruction(name: string, data: string): void {
    spend(NODE)
    super.onprocessinginstruction(name, data)
  }
}

/** Counts the steps of an end tag: the parser searches all open elements for the one to close. */
class BoundedParser extends Parser {
  readonly handler: BoundedHandler

  constructor(handler: BoundedHandler) {
    super(handler)
    this.handler = handler
  }

  override onclosetag(start: number, end: number): void {
    spend(TEXT + (this.handler.depth >> 3))
    super.onclosetag(start, end)
  }
}

/**
 * The page's tree, as tolerant of errors as a browser's. Throws `UnreadablePage` for a tree that nests elements more than 1,000 deep,
 * and `TooMuchWork` within a budget.
 */
export function parseHtml(html: string): Document {
  spend(html.length)
  const handler = new BoundedHandler()
  new BoundedParser(handler).end(html)
  return handler.root
}
