import { type JsonSchema, rowsOf, typeOf, usual } from './json-schema.ts'
import { anchorOf, markdownTable } from './markdown.ts'

interface Content {
  schema?: JsonSchema
}

interface Operation {
  summary?: string
  description?: string
  parameters?: Array<{ name: string; in: string; required?: boolean; description?: string; schema?: JsonSchema }>
  requestBody?: { content: Record<string, Content> }
  responses: Record<string, { description?: string; content?: Record<string, Content> }>
}

/** The part of an OpenAPI 3.1 document that the reference shows. */
export interface OpenApi {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, JsonSchema> }
}

const intro = `# API

This page is generated from the OpenAPI document, which is generated from the schemas that validate requests. \`npm run docs\` writes it. The API
serves the document itself at \`GET /openapi.json\`.

Send an API key as \`Authorization: Bearer esk_…\`. A \`GET\` needs the scope \`read\`, every other method the scope \`write\`; a stream token needs
only \`read\`. \`GET /health\` and \`GET /openapi.json\` need no key. Errors are [problem documents](errors.md).

Lists come in pages: \`limit\` entries (1 to 1,000; 100 by default) after \`cursor\`, which is the \`next\` of the page before. \`next\` is null on the
last page.
`

/** The reference page of the API. */
export function renderApi({ paths, components }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const groups = Map.groupBy(operations, ({ path }) => nounOf(path))
  const nouns = [...groups].map(([noun, some]) => `## ${noun}\n\n${some.map(renderOperation).join('\n')}`)
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => `### ${name}\n\n${schema.description ? `${schema.description}\n\n` : ''}${fieldTable(schema)}`,
  )
  return `${intro}\n${routeTable(operations)}\n${nouns.join('\n')}\n## Schemas\n\n${schemas.join('\n')}`
}

type Entry = { path: string; method: string; operation: Operation }

/** `/v1/outlets/{id}/items` is under "outlets". */
const nounOf = (path: string): string => path.replace(/^\/v1\//, '/').split('/')[1]!

const titleOf = ({ method, path }: Entry): string => `${method.toUpperCase()} ${path}`

const routeTable = (operations: Entry[]): string =>
  markdownTable(
    operations.map((entry) => ({
      route: `[\`${titleOf(entry)}\`](#${anchorOf(titleOf(entry))})`,
      does: entry.operation.summary ?? '',
    })),
  )

function renderOperation(entry: Entry): string {
  const { summary, description, parameters = [], requestBody, responses } = entry.operation
  const parts = [
    `### ${titleOf(entry)}\n`,
    line(summary && `${summary}.`),
    line(description?.replaceAll('\n', ' ')),
    markdownTable(
      parameters.map(({ name, in: where, required = false, description: said = '', schema = {} }) => ({
        parameter: `\`${name}\``,
        in: where,
        type: typeOf(schema),
        required: required ? 'yes' : '',
        meaning: [said, usual(schema)].filter(Boolean).join('; '),
      })),
    ),
    ...Object.entries(requestBody?.content ?? {}).map(([type, { schema = {} }]) => renderBody(type, schema)),
    markdownTable(
      Object.entries(responses).map(([status, { description: said = '', content = {} }]) => ({
        answer: status === 'default' ? 'otherwise' : status,
        body: Object.entries(content)
          .map(([type, { schema = {} }]) =>
            type === 'application/json' || schema.$ref ? typeOf(schema) : `\`${type}\``,
          )
          .join(', '),
        meaning: said,
      })),
    ),
    ...Object.entries(responses).map(([status, { content = {} }]) => renderAnswer(status, content)),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

/** The fields of an answer whose schema has no name. */
function renderAnswer(status: string, { 'application/json': json }: Record<string, Content>): string {
  const schema = json?.schema ?? {}
  return schema.properties ? `The answer ${status}:\n\n${fieldTable(schema)}` : ''
}

function renderBody(type: string, schema: JsonSchema): string {
  const variants = schema.oneOf ?? schema.anyOf ?? [schema]
  const tables = variants.map((variant) => {
    const kind = variant.properties?.kind?.enum?.[0]
    return `Body, \`${type}\`${kind === undefined ? '' : ` with \`kind\` \`${kind}\``}:\n\n${fieldTable(variant)}`
  })
  return tables.join('\n')
}

/** The fields of an object, or the type of anything else. */
function fieldTable(schema: JsonSchema): string {
  const rows = rowsOf(schema)
  if (rows.length === 0) return `${typeOf(schema)}\n`
  return markdownTable(
    rows.map(({ name, type, required, description }) => ({
      field: `\`${name}\``,
      type,
      required: required ? 'yes' : '',
      meaning: description,
    })),
  )
}

const line = (text: string | undefined): string => (text ? `${text}\n` : '')
