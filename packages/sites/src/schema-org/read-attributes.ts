import type { Element } from 'domhandler'
import { textOf } from '../html/text-of.ts'
import { walkElements } from '../html/walk-elements.ts'
import type { AttributeSyntax } from './attribute-syntax.ts'
import { addValue, localName, type Thing } from './thing.ts'

const DEEPEST = 64

const LINK: Record<string, string> = {
  a: 'href',
  area: 'href',
  link: 'href',
  img: 'src',
  audio: 'src',
  embed: 'src',
  iframe: 'src',
  source: 'src',
  track: 'src',
  video: 'src',
  object: 'data',
  data: 'value',
  meter: 'value',
  time: 'datetime',
}

/** The value by HTML Standard 5.2.4, or RDFa's `content` and `resource`, which microdata in the wild uses too. */
function plainValue(element: Element): string {
  const { attribs, name } = element
  const link = LINK[name]
  return (
    attribs.content ??
    (link ? attribs[link] : undefined) ??
    attribs.resource ??
    attribs.href ??
    textOf(element)
  ).trim()
}

/** The things that elements state, in document order. A scope whose parent thing is absent stands for itself. */
export function readAttributes(scopes: Element[], syntax: AttributeSyntax): Thing[] {
  const read = new Map<Element, Thing>()
  const inProgress = new Set<Element>()

  const readScope = (scope: Element): Thing => {
    const thing: Thing = { types: syntax.types(scope).map(localName), id: syntax.id(scope), props: new Map() }
    read.set(scope, thing)
    walkElements([...scope.children, ...syntax.referenced(scope)], (element) => {
      const names = syntax.properties(element)
      if (syntax.isScope(element)) {
        if (names.length > 0 && !inProgress.has(element) && inProgress.size < DEEPEST) {
          for (const name of names) addValue(thing, localName(name), read.get(element) ?? nested(element))
        }
        return false
      }
      for (const name of names) addValue(thing, localName(name), plainValue(element))
      return true
    })
    return thing
  }

  const nested = (scope: Element): Thing => {
    inProgress.add(scope)
    const thing = readScope(scope)
    inProgress.delete(scope)
    return thing
  }

  const own = scopes.filter((scope) => syntax.properties(scope).length === 0).map(nested)
  const orphans = scopes.filter((scope) => !read.has(scope) && syntax.properties(scope).length > 0)
  return [...own, ...orphans.flatMap((scope) => (read.has(scope) ? [] : [nested(scope)]))].filter(
    ({ props, types }) => props.size > 0 || types.length > 0,
  )
}
