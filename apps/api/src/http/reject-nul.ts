import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { createMiddleware } from 'hono/factory'
import type { ApiEnv } from '../api.ts'

/** Middleware that refuses NUL characters in the path and the query, because Postgres cannot store them. Schemas check the body. */
export const rejectNul = createMiddleware<ApiEnv>(async (c, next) => {
  const { pathname, searchParams } = new URL(c.req.url)
  const inQuery = [...searchParams].find(([name, value]) => `${name}${value}`.includes('\0'))
  const field = pathname.includes('%00') ? 'path' : inQuery?.[0].replaceAll('\0', '')
  if (field !== undefined)
    throw new EdgesweepError('invalid_input', `${field}: must not contain NUL characters`, { field: field || 'query' })
  await next()
})
