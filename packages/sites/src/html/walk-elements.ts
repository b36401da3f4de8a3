import { type AnyNode, type Element, hasChildren, isTag } from 'domhandler'
import { spend } from '../site/work-budget.ts'

/** Steps to visit a node, with what a visitor usually does. */
const VISIT = 20

/**
 * Calls `visit` with every element below `nodes`, in document order. If `visit` returns false, the element's children are
 * skipped. The walk is not recursive, since broken pages can nest elements 100,000 deep.
 */
export function walkElements(nodes: AnyNode[], visit: (element: Element) => boolean): void {
  const waiting = nodes.toReversed()
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    spend(VISIT)
    if (!hasChildren(node) || (isTag(node) && !visit(node))) continue
    for (let child = node.lastChild; child; child = child.previousSibling) waiting.push(child)
  }
}
