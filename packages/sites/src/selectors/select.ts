import { selectAll as allOf, type Options, selectOne as oneOf } from 'css-select'
import { type AnyNode, type Element, hasChildren, isTag } from 'domhandler'
import { spend } from '../site/work-budget.ts'

type Adapter = NonNullable<Options<AnyNode, Element>['adapter']>
type Test = (element: Element) => boolean

/** Steps to compile one character of a selector, and to visit a node. */
const COMPILE = 10
const VISIT = 4

/** The elements in `nodes` and below them, in document order. Not recursive. Each visited node costs steps. */
function* elementsIn(nodes: AnyNode[]): Generator<Element> {
  const waiting = nodes.toReversed()
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    spend(VISIT)
    if (isTag(node)) yield node
    if (!hasChildren(node)) continue
    for (let child = node.lastChild; child; child = child.previousSibling) waiting.push(child)
  }
}

function findOne(test: Test, nodes: AnyNode[]): Element | null {
  for (const element of elementsIn(nodes)) if (test(element)) return element
  return null
}

function findAll(test: Test, nodes: AnyNode[]): Element[] {
  const found: Element[] = []
  for (const element of elementsIn(nodes)) if (test(element)) found.push(element)
  return found
}

/** A selector reads a page only by these functions, so they count its steps. Most steps are visits to siblings. */
const adapter: Adapter = {
  isTag: (node): node is Element => {
    spend(1)
    return isTag(node)
  },
  getAttributeValue: (element, name) => {
    const value = element.attribs[name]
    spend(1 + ((value?.length ?? 0) >> 3))
    return value
  },
  hasAttrib: ({ attribs }, name) => Object.hasOwn(attribs, name),
  getName: ({ name }) => name,
  getParent: (element) => {
    spend(1)
    return element.parent
  },
  getChildren: (node) => (hasChildren(node) ? node.children : []),
  getSiblings: (node) => {
    const siblings: AnyNode[] = node.parent?.children ?? [node]
    spend(1 + (siblings.length >> 3))
    return siblings
  },
  prevElementSibling: (node) => {
    let previous = node.previousSibling
    for (; previous && !isTag(previous); previous = previous.previousSibling) spend(1)
    return previous
  },
  getText: () => {
    throw new Error('an accepted selector asked for text')
  },
  /** `nodes` are only a scope and the siblings after it, and none of them contains another. */
  removeSubsets: (nodes) => nodes,
  findOne,
  findAll,
  existsOne: (test, nodes) => findOne(test, nodes) !== null,
}

/** The first element that a selector matches within `scope`, in document order. */
export function selectOne(css: string, scope: AnyNode): Element | null {
  spend(COMPILE * css.length)
  return oneOf<AnyNode, Element>(css, scope, { adapter })
}

/** All elements that a selector matches within `scope`, in document order. */
export function selectAll(css: string, scope: AnyNode): Element[] {
  spend(COMPILE * css.length)
  return allOf<AnyNode, Element>(css, scope, { adapter })
}
