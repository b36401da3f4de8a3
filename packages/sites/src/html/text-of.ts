import { type AnyNode, type Element, hasChildren, isTag, isText } from 'domhandler'
import { UnreadablePage } from '../site/site.ts'

const UNSEEN = new Set(['script', 'style', 'template', 'noscript'])
const BREAKS = new Set([
  'br',
  'p',
  'div',
  'li',
  'td',
  'th',
  'tr',
  'dd',
  'dt',
  'h1',
  'h2',
  'h3',
  'h4',
  'section',
  'option',
])

/** How many of `most` nodes may still be visited. Several calls can share one budget. */
export interface NodeBudget {
  most: number
  left: number
}

/** Counts one visit. Throws `UnreadablePage` when the budget is spent, because a text cut short could state a wrong price. */
export function spend(budget: NodeBudget): void {
  if (--budget.left < 0) throw new UnreadablePage(`The page needs more than ${budget.most} steps to read.`)
}

/** The visible text of a node: without scripts, white space collapsed, a space between blocks. Throws `UnreadablePage` as `spend` does. */
export function textOf(
  node: AnyNode,
  budget: NodeBudget = { most: Number.POSITIVE_INFINITY, left: Number.POSITIVE_INFINITY },
): string {
  const parts: string[] = []
  const waiting: AnyNode[] = [node]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    spend(budget)
    if (isText(next)) parts.push(next.data)
    if (!hasChildren(next) || (isTag(next) && UNSEEN.has(next.name))) continue
    if (isTag(next) && BREAKS.has(next.name)) parts.push(' ')
    for (let child = next.lastChild; child; child = child.previousSibling) waiting.push(child)
  }
  return oneLine(parts.join(''))
}

/** A text with white space collapsed to single spaces. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** The source text within a `<script>`. */
export const rawText = (script: Element): string =>
  script.children.map((child) => ('data' in child ? child.data : '')).join('')
