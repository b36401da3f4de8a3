import { type AnyNode, type Element, hasChildren, isTag, isText } from 'domhandler'
import { spend } from '../site/work-budget.ts'

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
/** Steps to visit a node. */
const VISIT = 10

/** The visible text of a node: without scripts, white space collapsed, a space between blocks. */
export function textOf(node: AnyNode): string {
  const parts: string[] = []
  const waiting: AnyNode[] = [node]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    spend(VISIT)
    if (isText(next)) parts.push(next.data)
    if (!hasChildren(next) || (isTag(next) && UNSEEN.has(next.name))) continue
    if (isTag(next) && BREAKS.has(next.name)) parts.push(' ')
    for (let child = next.lastChild; child; child = child.previousSibling) waiting.push(child)
  }
  return oneLine(parts.join(''))
}

/** A text with white space collapsed to single spaces. */
export function oneLine(text: string): string {
  spend(text.length)
  return text.replace(/\s+/g, ' ').trim()
}

/** The source text within a `<script>`. */
export const rawText = (script: Element): string =>
  script.children.map((child) => ('data' in child ? child.data : '')).join('')
