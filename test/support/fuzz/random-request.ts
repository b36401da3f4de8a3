import type { Dice } from './dice.ts'
import { hostileBodies, hostileCursors, hostileTexts, hostileTimes, hostileTokens, hostileValues } from './hostile.ts'

interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  format?: string
  minimum?: number
  maximum?: number
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  additionalProperties?: Schema | boolean
  oneOf?: Schema[]
  anyOf?: Schema[]
  allOf?: Schema[]
}

interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, unknown> }>
}

export interface Document {
  paths: Record<string, Record<string, Operation>>
  components: { schemas?: Record<string, Schema> }
}

export interface RandomRequest {
  method: string
  /** As the document writes it. */
  route: string
  url: string
  headers: Record<string, string>
  body: string | null
  responses: Operation['responses']
}

/** Makes requests from an OpenAPI document. `known` are ids that exist; `authorization` is a valid one. */
export class RandomRequests {
  readonly known = new Set<string>(['out_none', 'job_none'])
  readonly #dice: Dice
  readonly #document: Document
  readonly #authorization: string
  readonly #operations: [method: string, route: string, operation: Operation][]
  /** The share of values that are hostile in the present request. */
  #hostility = 0

  constructor(dice: Dice, document: Document, authorization: string) {
    this.#dice = dice
    this.#document = document
    this.#authorization = authorization
    this.#operations = Object.entries(document.paths).flatMap(([route, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) => [method.toUpperCase(), route, operation] as [string, string, Operation],
      ),
    )
  }

  next(): RandomRequest {
    const [method, route, operation] = this.#dice.pick(this.#operations)
    this.#hostility = this.#dice.pick([0, 0.1, 0.5])
    const parameters = operation.parameters ?? []
    const path = parameters
      .filter((one) => one.in === 'path')
      .reduce((filled, { name, schema }) => filled.replace(`{${name}}`, inUrl(this.#text(name, schema)) || '-'), route)
    const query = parameters
      .filter((one) => one.in === 'query' && (one.required || this.#dice.chance(0.5)))
      .map(({ name, schema }) => `${name}=${inUrl(this.#text(name, schema))}`)
    if (this.#isHostile()) query.push(`${inUrl(this.#dice.pick(hostileTexts))}=1`)
    const headers = this.#headers(parameters.filter((one) => one.in === 'header'))
    const body = this.#body(operation, headers)
    return {
      method,
      route,
      url: query.length > 0 ? `${path}?${query.join('&')}` : path,
      headers,
      body,
      responses: operation.responses,
    }
  }

  #isHostile = () => this.#dice.chance(this.#hostility)

  /** A parameter's value as text. */
  #text(name: string, schema: Schema): string {
    if (this.#isHostile()) {
      const own =
        { cursor: hostileCursors, token: hostileTokens }[name] ??
        (schema.format === 'date-time' ? hostileTimes : hostileTexts)
      return this.#dice.pick(this.#dice.chance(0.7) ? own : hostileTexts)
    }
    if (/(?:^|_)id$/.test(name)) return this.#dice.pick([...this.known])
    return String(this.#value(schema, 0))
  }

  #headers(named: { name: string; schema: Schema }[]): Record<string, string> {
    const headers: Record<string, string> = { authorization: this.#authorization }
    if (this.#isHostile())
      headers.authorization = this.#dice.pick([
        '',
        'Bearer',
        'Bearer  esk_x',
        `bearer   ${this.#authorization.slice(7)}`,
        'Basic eDp5',
        `Bearer esk_${'x'.repeat(500)}`,
      ])
    for (const { name, schema } of named) if (this.#dice.chance(0.4)) headers[name] = inHeader(this.#text(name, schema))
    return headers
  }

  #body({ requestBody }: Operation, headers: Record<string, string>): string | null {
    if (!requestBody) return null
    const [type, { schema }] = this.#dice.pick(Object.entries(requestBody.content))
    headers['content-type'] = this.#isHostile()
      ? this.#dice.pick(['text/plain', 'application/jsonp', 'application/json; charset=x', type])
      : type
    if (this.#isHostile()) return this.#dice.pick(hostileBodies)
    return type === 'application/json' ? JSON.stringify(this.#value(schema, 0)) : 'id,name\n1,a\n'
  }

  #value(schema: Schema, depth: number): unknown {
    if (this.#isHostile()) return this.#dice.pick(hostileValues)
    const { $ref, enum: choices, oneOf, anyOf, allOf } = schema
    if ($ref) return this.#value(this.#document.components.schemas?.[$ref.split('/').at(-1)!] ?? {}, depth)
    if ('const' in schema) return schema.const
    if (choices) return this.#dice.pick(choices)
    const variants = oneOf ?? anyOf
    if (variants) return this.#value(this.#dice.pick(variants), depth)
    if (allOf) return Object.assign({}, ...allOf.map((part) => this.#value(part, depth)))
    return this.#ofType(schema, depth)
  }

  #ofType(schema: Schema, depth: number): unknown {
    const type = Array.isArray(schema.type) ? this.#dice.pick(schema.type) : schema.type
    if (type === 'null') return null
    if (type === 'boolean') return this.#dice.chance(0.5)
    if (type === 'integer' || type === 'number') {
      const low = schema.minimum ?? 0
      return low + this.#dice.upTo(Math.min((schema.maximum ?? low + 1_000) - low, 1_000))
    }
    if (type === 'array')
      return Array.from({ length: this.#dice.upTo(3) }, () => this.#value(schema.items ?? {}, depth + 1))
    if (type === 'object' || schema.properties) return this.#object(schema, depth)
    if (schema.format === 'date-time') return '2026-01-01T10:00:00Z'
    if (schema.format === 'uri') return 'https://shop.example/menu'
    return this.#dice.pick(['milk', '10001', 'https://shop.example/', 'UTC', ...this.known])
  }

  #object({ properties = {}, required = [], additionalProperties }: Schema, depth: number): Record<string, unknown> {
    const names = Object.keys(properties).filter(
      (name) => required.includes(name) || (depth < 4 && this.#dice.chance(0.3)),
    )
    const entries = names.map((name) => [name, this.#value(properties[name]!, depth + 1)])
    if (typeof additionalProperties === 'object' && this.#dice.chance(0.5))
      entries.push(['extra', this.#value(additionalProperties, depth + 1)])
    if (this.#isHostile()) entries.push([this.#dice.pick(hostileTexts), 1])
    return Object.fromEntries(entries)
  }
}

/** A text in a URL. What is not UTF-8 stays as it is, in escapes. */
function inUrl(text: string): string {
  if (text.startsWith('%')) return text
  return text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%BD'
}

/** A client cannot send other characters in a header. */
const inHeader = (text: string): string => text.replace(/[^\x20-\xff]/g, '?')
