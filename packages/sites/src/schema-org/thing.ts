import { spend } from '../site/work-budget.ts'

/** The value of a property: a text, number or boolean as written, or another thing. */
export type Value = string | number | boolean | Thing

/**
 * An item of structured data in any syntax. Types and property names are local (`Product`, `offers`), without a vocabulary
 * prefix. References within the page are resolved, so a thing may contain itself.
 */
export interface Thing {
  types: string[]
  id: string | null
  props: Map<string, Value[]>
}

/** The local part of `https://schema.org/Product`, `schema:Product` or `Product`: `Product`. */
export const localName = (name: string): string =>
  name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('#'), name.lastIndexOf(':')) + 1)

export const isThing = (value: Value | undefined): value is Thing => typeof value === 'object'

export function valuesOf(thing: Thing, ...names: string[]): Value[] {
  const values = names.flatMap((name) => thing.props.get(name) ?? [])
  spend(20 * names.length + 10 * values.length)
  return values
}

export const thingsOf = (thing: Thing, ...names: string[]): Thing[] => valuesOf(thing, ...names).filter(isThing)

export function hasType({ types }: Thing, pattern: RegExp): boolean {
  spend(20 + 10 * types.length)
  return types.some((type) => pattern.test(type))
}

export function addValue(thing: Thing, name: string, value: Value): void {
  const values = thing.props.get(name)
  if (values) values.push(value)
  else thing.props.set(name, [value])
}
