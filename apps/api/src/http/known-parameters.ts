import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { createMiddleware } from 'hono/factory'
import { z } from 'zod'
import type { ApiEnv } from '../api.ts'

/**
 * Middleware that refuses query parameters that the schema does not name, and repeated ones. An ignored filter would answer with rows that the caller
 * did not ask for.
 */
export function knownParameters(query: unknown) {
  const known = query instanceof z.ZodObject ? Object.keys(query.shape) : []
  const rule = known.length > 0 ? `this route takes ${known.join(', ')}` : 'this route takes no query parameters'
  return createMiddleware<ApiEnv>(async (c, next) => {
    const names = [...new URL(c.req.url).searchParams.keys()]
    const fault = (name: string) => (known.includes(name) ? 'was given twice' : `is not known: ${rule}`)
    const wrong = names.find((name, index) => !known.includes(name) || names.indexOf(name) !== index)
    if (wrong !== undefined)
      throw new EdgesweepError('invalid_input', `the query parameter "${wrong.slice(0, 50)}" ${fault(wrong)}`, {
        field: wrong.slice(0, 50) || 'query',
      })
    await next()
  })
}
