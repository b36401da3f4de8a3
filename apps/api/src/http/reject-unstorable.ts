import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { isPlain, notPlain } from '@edgesweep/core/plain-text.ts'
import { createMiddleware } from 'hono/factory'
import type { ApiEnv } from '../api.ts'
import { fieldOf } from './problem.ts'

const refusal = (field: string) => new EdgesweepError('invalid_input', `${field}: ${notPlain}`, { field })

/** Middleware that refuses texts in the path and the query that Postgres cannot store. */
export const rejectUnstorable = createMiddleware<ApiEnv>(async (c, next) => {
  const { pathname, searchParams } = new URL(c.req.url)
  if (pathname.includes('%00')) throw refusal('path')
  const inQuery = [...searchParams].find(([name, value]) => !isPlain(`${name}${value}`))
  if (inQuery) throw refusal(inQuery[0].replaceAll('\0', '') || 'query')
  await next()
})

/** Only an escape can put such a text into JSON: a NUL, or half of a character. Most bodies have none and are not searched. */
const escapes = /\\u(?:0000|d[89a-f])/i

/** Middleware that refuses such texts anywhere in a JSON body: in fields, in names of fields, in options that a site defines. */
export const rejectUnstorableBody = createMiddleware<ApiEnv>(async (c, next) => {
  if (/^application\/(?:[\w.-]+\+)?json/i.test(c.req.header('content-type') ?? '')) {
    const text = await c.req.text()
    const path = escapes.test(text) ? unstorableIn(text) : null
    if (path) throw refusal(fieldOf(path) || 'body')
  }
  await next()
})

/** The path of the first text that Postgres cannot store. Null when there is none, or when the text is not JSON. */
function unstorableIn(json: string): (string | number)[] | null {
  try {
    return pathIn(JSON.parse(json), [])
  } catch {
    return null
  }
}

function pathIn(value: unknown, path: (string | number)[]): (string | number)[] | null {
  if (typeof value === 'string') return isPlain(value) ? null : path
  if (typeof value !== 'object' || value === null) return null
  for (const [name, inner] of Object.entries(value)) {
    const found = isPlain(name) ? pathIn(inner, [...path, Array.isArray(value) ? Number(name) : name]) : path
    if (found) return found
  }
  return null
}
