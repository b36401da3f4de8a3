import { oneLine } from '../html/text-of.ts'
import { webAddress } from '../html/web-address.ts'
import { type Field, found, missing } from '../site/field.ts'
import { isThing, type Thing, type Value, valuesOf } from './thing.ts'

/** A value as text. For a thing, the first of the properties `names` that it has; `@id` stands for its id. */
function textOfValue(value: Value, names: string[]): string {
  if (!isThing(value)) return oneLine(String(value))
  for (const name of names) {
    const inner = valuesOf(value, name).find((one) => !isThing(one))
    if (inner !== undefined) return oneLine(String(inner))
  }
  return names.includes('@id') && value.id ? value.id : ''
}

/** The first non-empty text of the properties, or null. */
export function readText(thing: Thing, ...properties: string[]): string | null {
  for (const value of valuesOf(thing, ...properties)) {
    const text = textOfValue(value, ['name'])
    if (text !== '') return text
  }
  return null
}

/** The first web address in the properties, absolute. */
export function readAddress(thing: Thing, base: string, ...properties: string[]): Field<string> {
  for (const value of valuesOf(thing, ...properties)) {
    const text = textOfValue(value, ['contentUrl', 'url', '@id'])
    const address = text === '' ? null : webAddress(text, base)
    if (address) return found(address)
  }
  return missing
}

export const fieldOf = <T>(value: T | null): Field<T> => (value === null ? missing : found(value))
