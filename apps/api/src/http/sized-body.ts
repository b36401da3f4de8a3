import type { SizedStream } from '@edgesweep/core/context.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'

/** A request's body as it comes, and how long it will be. Throws `invalid_input` when that is not said. */
export function sizedBody(request: Request): SizedStream {
  const size = Number(request.headers.get('content-length') ?? Number.NaN)
  if (request.body && Number.isInteger(size)) return { stream: request.body, size }
  if (size === 0) return { stream: new Blob([]).stream(), size }
  const message = 'say how long the body is in `Content-Length`, or send the file in pieces that do'
  throw new EdgesweepError('invalid_input', message, { field: 'body' })
}
