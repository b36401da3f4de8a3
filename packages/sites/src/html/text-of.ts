import { type AnyNode, hasChildren, isTag, isText } from 'domhandler'
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

/** How many nodes may still be visited, by all the calls that share it. */
export interface NodeBudget {
  left: number
}

/** Counts one visit. Throws UnreadablePage once all are spent: a text or a thing that is cut short could state a wrong price. */
export function spend(budget: NodeBudget): void {
  if (--budget.left < 0) throw new UnreadablePage('The page takes more steps to read than any page that people made.')
}

/** The text of a node as a reader sees it: scripts left out, white space collapsed, blocks apart from one another. */
export function textOf(node: AnyNode, budget: NodeBudget = { left: Number.POSITIVE_INFINITY }): string {
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

export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
