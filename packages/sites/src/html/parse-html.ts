import { type Document, DomHandler } from 'domhandler'
import { Parser } from 'htmlparser2'
import { UnreadablePage } from '../site/site.ts'

/** Browsers stop at a depth of 512. Beyond 1,000, parse time grows with the square of the depth and selecting overflows the stack. */
const DEEPEST = 1_000

class BoundedHandler extends DomHandler {
  readonly mostSiblings: number

  constructor(mostSiblings: number) {
    super()
    this.mostSiblings = mostSiblings
  }

  override onopentag(name: string, attribs: Record<string, string>): void {
    super.onopentag(name, attribs)
    if (this.tagStack.length > DEEPEST)
      throw new UnreadablePage(`The page nests its elements more than ${DEEPEST} deep.`)
    const siblings = this.tagStack.at(-2)?.children.length ?? 0
    if (siblings > this.mostSiblings) {
      throw new UnreadablePage(`The page has more than ${this.mostSiblings} nodes directly within one element.`)
    }
  }
}

/**
 * The page's tree, as tolerant of errors as a browser's. Throws `UnreadablePage` for a tree that nests elements more than
 * 1,000 deep, or has more than `mostSiblings` nodes in one element: reading it would take too long.
 */
export function parseHtml(html: string, mostSiblings: number = Number.POSITIVE_INFINITY): Document {
  const handler = new BoundedHandler(mostSiblings)
  new Parser(handler).end(html)
  return handler.root
}
