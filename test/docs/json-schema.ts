import { anchorOf } from './markdown.ts'

/** The part of JSON Schema that the API's schemas use. */
export interface JsonSchema {
  $ref?: string
  type?: string | string[]
  description?: string
  properties?: Record<string, JsonSchema>
  additionalProperties?: JsonSchema | boolean
  required?: string[]
  items?: JsonSchema
  enum?: unknown[]
  oneOf?: JsonSchema[]
  anyOf?: JsonSchema[]
  allOf?: JsonSchema[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  format?: string
  default?: unknown
}

/** A field of an object, one of an inner object with its path: `price.minor`, `data[].id`. */
export interface FieldRow {
  name: string
  type: string
  required: boolean
  description: string
}

/** The fields of a schema, with those of its inner objects. */
export function rowsOf(schema: JsonSchema, prefix = ''): FieldRow[] {
  const whole = { ...schema, ...Object.assign({}, ...(schema.allOf ?? [])) } as JsonSchema
  return Object.entries(whole.properties ?? {}).flatMap(([key, field]) => {
    const name = `${prefix}${key}`
    const inner = field.type === 'array' ? field.items : field
    const nested = inner?.properties ? rowsOf(inner, `${name}${field.type === 'array' ? '[]' : ''}.`) : []
    const required = whole.required?.includes(key) ?? false
    return [{ name, type: typeOf(field), required, description: describe(field) }, ...nested]
  })
}

/** A schema's type in a few words: `integer, 1 to 100`, `array of string`, a link to a named schema. */
export function typeOf(schema: JsonSchema): string {
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1)!
    return `[${name}](#${anchorOf(name)})`
  }
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ')
  const choices = schema.oneOf ?? schema.anyOf
  if (choices) return [...new Set(choices.map(typeOf))].join(' or ')
  if (schema.allOf) return schema.allOf.map(typeOf).join(' and ')
  const types = [schema.type ?? 'any'].flat()
  const named = types.map((type) =>
    type === 'array' ? `array of ${countOf(schema)}${typeOf(schema.items ?? {})}` : type,
  )
  return `${named.join(' or ')}${boundsOf(schema)}`
}

const describe = (schema: JsonSchema): string => [schema.description, usual(schema)].filter(Boolean).join('; ')

/** A schema's default, in words; an empty string for none. */
export const usual = ({ default: value }: JsonSchema): string =>
  value === undefined ? '' : `default \`${JSON.stringify(value)}\``

/** How many entries a list has: `1 to 100: `. */
function countOf({ minItems, maxItems }: JsonSchema): string {
  const range = rangeOf(minItems, maxItems)
  return range === '' ? '' : `${range}: `
}

function boundsOf({ minimum, maximum, minLength, maxLength }: JsonSchema): string {
  const characters = rangeOf(minLength, maxLength)
  const range = characters === '' ? rangeOf(minimum, maximum) : `${characters} characters`
  return range === '' ? '' : `, ${range}`
}

function rangeOf(from: number | undefined, to: number | undefined): string {
  const isWide = to === undefined || Math.abs(to) >= Number.MAX_SAFE_INTEGER
  const isOpen = from === undefined || from <= Number.MIN_SAFE_INTEGER
  if (isWide) return isOpen ? '' : `from ${from}`
  return `${isOpen ? 'at most ' : `${from} to `}${to.toLocaleString('en')}`
}
