import type { IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import pg from 'pg'
import { AddressNotAllowed, type Pools } from './pools.ts'
import { type Query, runBatch, runQuery } from './run-query.ts'

/** Neon's limit for an HTTP request, in bytes. */
const MAX_BODY = 64 * 1024 * 1024

/**
 * Answers `POST /sql` as Neon does. `Neon-Connection-String` has the address, the body `{query, params}` or `{queries: […]}`. A Postgres error is a
 * 400 with its fields, so that the driver throws it with its `code`. Source of the format: `httpQuery` in @neondatabase/serverless.
 */
export async function answerSql(pools: Pools, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const pool = pools.get(header(request, 'neon-connection-string') ?? '')
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY)
      return send(response, 413, { message: 'the body is larger than 64 MB' })
    const body = (await json(request)) as Query | { queries: Query[] }
    const arrays = header(request, 'neon-array-mode') === 'true'
    if ('queries' in body) {
      const results = await runBatch(pool, body.queries, arrays, {
        isolation: header(request, 'neon-batch-isolation-level'),
        readOnly: header(request, 'neon-batch-read-only') === 'true',
        deferrable: header(request, 'neon-batch-deferrable') === 'true',
      })
      return send(response, 200, { results })
    }
    send(response, 200, await runQuery(pool, body, arrays))
  } catch (error) {
    send(response, ...failure(error as Error))
  }
}

function failure(error: Error): [status: number, body: object] {
  if (error instanceof pg.DatabaseError) return [400, { ...error, message: error.message }]
  if (error instanceof AddressNotAllowed) return [403, { message: error.message }]
  if (error instanceof SyntaxError || error instanceof TypeError)
    return [400, { message: `the body is not a query: ${error.message}` }]
  return [503, { message: `Postgres cannot be reached: ${error.message}` }]
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
