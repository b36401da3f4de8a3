import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import type { ApiEnv } from '../api.ts'

const mebibyte = 1024 * 1024

/**
 * The limit of a route's body. `json`: 1 MiB. `batch`: 16 MiB. `file`: none, because files are streamed. `json-or-file`: 1 MiB for a JSON body,
 * none for a file.
 */
export type BodySize = 'json' | 'batch' | 'file' | 'json-or-file'

/** Middleware that refuses a larger body with `too_large`. */
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
      throw new EdgesweepError('too_large', `the body must have at most ${maxSize} bytes`, { field: 'body' })
    },
  })

const limits = { json: refuseLarger(mebibyte), batch: refuseLarger(16 * mebibyte) }
