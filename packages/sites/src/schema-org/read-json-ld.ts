import { decodeHTML } from 'entities'
import { spend } from '../site/work-budget.ts'
import { parseLooseJson } from './parse-loose-json.ts'
import { addValue, isThing, localName, type Thing, type Value } from './thing.ts'

const DEEPEST = 64
/** Steps to turn a value of JSON into one of a thing. */
const VALUE = 50

type Node = Record<string, unknown>

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)

const asArray = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])

/** Shops encode text for HTML before they put it into JSON, so `&amp;` in a value means `&`. */
const decode = (text: string) => (text.includes('&') ? decodeHTML(text) : text)

function readValue(value: unknown, depth: number, all: Thing[]): Value[] {
  spend(VALUE)
  if (depth > DEEPEST || value === null || value === undefined) return []
  if (Array.isArray(value)) return value.flatMap((one) => readValue(one, depth + 1, all))
  if (!isNode(value)) return typeof value === 'string' ? [decode(value)] : [value as number | boolean]
  if ('@value' in value) return readValue(value['@value'], depth + 1, all)
  if ('@list' in value || '@set' in value) return readValue(value['@list'] ?? value['@set'], depth + 1, all)
  return [readNode(value as Node, depth, all)]
}

function readNode(node: Node, depth: number, all: Thing[]): Thing {
  const types = asArray(node['@type'] ?? node.type).filter((type) => typeof type === 'string')
  const id = node['@id'] ?? node.id
  const thing: Thing = { types: types.map(localName), id: typeof id === 'string' ? id : null, props: new Map() }
  all.push(thing)
  for (const [key, value] of Object.entries(node)) {
    if (key.startsWith('@')) continue
    for (const one of readValue(value, depth + 1, all)) addValue(thing, localName(key), one)
  }
  return thing
}

/** Replaces each bare `{"@id": …}` with the node that it names. An id without a node on the page stays as text. */
function resolveReferences(things: Thing[]): void {
  const byId = new Map<string, Thing>()
  for (const thing of things) {
    if (thing.id !== null && thing.props.size > (byId.get(thing.id)?.props.size ?? 0)) byId.set(thing.id, thing)
  }
  const target = (value: Value): Value =>
    isThing(value) && isReference(value) ? (byId.get(value.id as string) ?? (value.id as string)) : value
  for (const thing of things) for (const [name, values] of thing.props) thing.props.set(name, values.map(target))
}

const isReference = (thing: Thing) => thing.id !== null && thing.props.size === 0 && thing.types.length === 0

/** The things in a page's JSON-LD blocks, `@graph` unfolded. Blocks that are not JSON are skipped. */
export function readJsonLd(blocks: string[]): Thing[] {
  const nodes = blocks.flatMap((block) => asArray(parseLooseJson(block))).filter(isNode)
  const unfolded = nodes.flatMap((node) =>
    '@graph' in node ? [...asArray(node['@graph']).filter(isNode), node] : [node],
  )
  const all: Thing[] = []
  const roots = unfolded.map((node) => readNode(node, 0, all)).filter(({ props }) => props.size > 0)
  resolveReferences(all)
  return roots
}
