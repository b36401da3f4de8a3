import { type Element, isTag } from 'domhandler'
import { spend } from '../site/work-budget.ts'

/** The differences between microdata and RDFa. Both state things by attributes on the page's elements. */
export interface AttributeSyntax {
  isScope(element: Element): boolean
  types(element: Element): string[]
  id(element: Element): string | null
  properties(element: Element): string[]
  /** The elements outside a scope whose properties belong to it. */
  referenced(element: Element): Element[]
}

function words(text: string | undefined): string[] {
  if (text === undefined) return []
  spend(20 + text.length)
  return text.split(/\s+/).filter(Boolean)
}

/** HTML Standard, 5 Microdata. */
export const microdata = (byId: Map<string, Element>): AttributeSyntax => ({
  isScope: ({ attribs }) => attribs.itemscope !== undefined,
  types: ({ attribs }) => words(attribs.itemtype),
  id: ({ attribs }) => attribs.itemid?.trim() ?? null,
  properties: ({ attribs }) => words(attribs.itemprop),
  referenced: ({ attribs }) => words(attribs.itemref).flatMap((id) => byId.get(id) ?? []),
})

const OTHER_VOCABULARY = /^(?!schema:|https?:)[\w-]+:/

/** `rel` names a link's property. On an element without `href` and `resource`, it names the property of each child with `typeof`. */
function relations({ attribs, parent }: Element): string[] {
  if (attribs.rel !== undefined) return (attribs.href ?? attribs.resource) ? words(attribs.rel) : []
  const outer = parent && isTag(parent) ? parent.attribs : {}
  return attribs.typeof !== undefined && outer.href === undefined && outer.resource === undefined
    ? words(outer.rel)
    : []
}

const ofSchemaOrg = (names: string[]) => names.filter((name) => !OTHER_VOCABULARY.test(name))

/** The part of RDFa 1.1 that shops use. Names of other vocabularies than schema.org (`og:`, `foaf:`) are left out. */
export const rdfa: AttributeSyntax = {
  isScope: ({ attribs }) => attribs.typeof !== undefined,
  types: ({ attribs }) => ofSchemaOrg(words(attribs.typeof)),
  id: ({ attribs }) => (attribs.resource ?? attribs.about)?.trim() ?? null,
  properties: (element) => ofSchemaOrg([...words(element.attribs.property), ...relations(element)]),
  referenced: () => [],
}
