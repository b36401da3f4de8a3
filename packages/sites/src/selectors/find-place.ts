import type { AnyNode, Element } from 'domhandler'
import { isTag } from 'domhandler'
import { oneLine, textOf } from '../html/text-of.ts'
import { selectOne } from './select.ts'
import type { Place } from './selectors-options.ts'

/** The element that a place selects within `scope`. */
export function findElement({ css }: Place, scope: AnyNode): Element | null {
  if (css === undefined) return isTag(scope) ? scope : null
  return selectOne(css, scope)
}

/** The text or attribute at a place; null when the element or attribute is absent or empty. `usual` is the default attribute. */
export function readPlace(place: Place, scope: AnyNode, usual?: 'href' | 'src'): string | null {
  const element = findElement(place, scope)
  if (!element) return null
  const attribute = place.attr ?? usual
  const text = attribute === undefined ? textOf(element) : oneLine(element.attribs[attribute] ?? '')
  return text === '' ? null : text
}
