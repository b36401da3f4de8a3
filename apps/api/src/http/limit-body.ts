import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import type { ApiEnv } from '../api.ts'

const mebibyte = 1024 * 1024

/**
 * How large a route's body may be. `json`: 1 MiB; `batch`: 16 MiB; `file`: no limit, since a file is never held in memory;
 * `json-or-file`: the limit of `json` for a JSON body, and none for a file.
 */
export type BodySize = 'json' | 'batch' | 'file' | 'json-or-file'

/** Refuses a larger body with `too_large`. */
export const limitBody = (size: BodySize) =>
  createMiddleware<ApiEnv>((c, next) => {
    const isFile = size === 'file' || (size === 'json-or-file' && !isJson(c.req.header('content-type')))
    return isFile ? next() : limits[size === 'batch' ? 'batch' : 'json'](c, next)
  })

const isJson = (contentType: string | undefined): boolean => contentType?.startsWith('application/json') ?? false

const refuseLarger = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new EdgesweepError('too_large', `a body may have ${maxSize} bytes at most`, { field: 'body' })
    },
  })

const limits = { json: refuseLarger(mebibyte), batch: refuseLarger(16 * mebibyte) }
