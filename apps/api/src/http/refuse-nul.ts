import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { createMiddleware } from 'hono/factory'
import type { ApiEnv } from '../api.ts'

/** Refuses NUL characters in paths and queries, which the database cannot take. Bodies are their schemas' to check. */
export const refuseNul = createMiddleware<ApiEnv>(async (c, next) => {
  const { pathname, searchParams } = new URL(c.req.url)
  const inQuery = [...searchParams].find(([name, value]) => `${name}${value}`.includes('\0'))
  const field = pathname.includes('%00') ? 'path' : inQuery?.[0].replaceAll('\0', '')
  if (field !== undefined)
    throw new EdgesweepError('invalid_input', `${field}: may not hold NUL characters`, { field: field || 'query' })
  await next()
})
