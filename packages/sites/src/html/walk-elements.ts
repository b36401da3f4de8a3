import { type AnyNode, type Element, hasChildren, isTag } from 'domhandler'

/**
 * Calls `visit` with every element below `nodes`, in document order; a `false` from it leaves that element's children out. Without
 * recursion, since a broken page can nest a hundred thousand deep.
 */
export function walkElements(nodes: AnyNode[], visit: (element: Element) => boolean): void {
  const waiting = nodes.toReversed()
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (!hasChildren(node) || (isTag(node) && !visit(node))) continue
    for (let child = node.lastChild; child; child = child.previousSibling) waiting.push(child)
  }
}
