/** A value of a property: text as the page has it, or a further thing. */
export type Value = string | number | boolean | Thing

/**
 * An item of structured data, from whichever syntax. Types and property names are local (`Product`, `offers`), their
 * vocabulary's prefix is gone. References within a page are resolved, so a thing may contain itself.
 */
export interface Thing {
  types: string[]
  id: string | null
  props: Map<string, Value[]>
}

/** `https://schema.org/Product`, `schema:Product`, `Product` → `Product`. */
export const localName = (name: string): string =>
  name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('#'), name.lastIndexOf(':')) + 1)

export const isThing = (value: Value | undefined): value is Thing => typeof value === 'object'

export const valuesOf = (thing: Thing, ...names: string[]): Value[] =>
  names.flatMap((name) => thing.props.get(name) ?? [])

export const thingsOf = (thing: Thing, ...names: string[]): Thing[] => valuesOf(thing, ...names).filter(isThing)

export const hasType = (thing: Thing, pattern: RegExp): boolean => thing.types.some((type) => pattern.test(type))

export function addValue(thing: Thing, name: string, value: Value): void {
  const values = thing.props.get(name)
  if (values) values.push(value)
  else thing.props.set(name, [value])
}
