import type { SizedStream } from '@edgesweep/core/context.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'

/** A request's body as a stream with its size in bytes. Throws `invalid_input` if the request has no `Content-Length`. */
export function sizedBody(request: Request): SizedStream {
  const size = Number(request.headers.get('content-length') ?? Number.NaN)
  if (request.body && Number.isInteger(size)) return { stream: request.body, size }
  if (size === 0) return { stream: new Blob([]).stream(), size }
  const message = 'the request needs `Content-Length`; send a file of unknown size in pieces'
  throw new EdgesweepError('invalid_input', message, { field: 'body' })
}
