import type { FileLister, FileStore } from '@edgesweep/core/context.ts'

/** The maximum number of names that R2 deletes in one call. */
const deletedAtOnce = 1_000

/** A file store in an R2 bucket. */
export function filesOf(bucket: R2Bucket): FileStore & FileLister {
  return {
    put: async (name, body, contentType) => {
      const isWhole = typeof body === 'string' || body instanceof Uint8Array
      // R2 accepts a stream only with a known length.
      const bytes = isWhole ? body : body.stream.pipeThrough(new FixedLengthStream(body.size))
      await bucket.put(name, bytes, { httpMetadata: { contentType } })
    },
    get: async (name, range) => {
      const found = await bucket.get(name, range ? { range: { offset: range.offset, length: range.bytes } } : {})
      if (!found) return null
      const { body, httpMetadata, size } = found
      const contentType = httpMetadata?.contentType ?? 'application/octet-stream'
      return { body, contentType, size: range?.bytes ?? size }
    },
    list: async (folder, after) => {
      const { objects, truncated } = await bucket.list({
        prefix: folder,
        ...(after === '' ? {} : { startAfter: after }),
      })
      const files = objects.map(({ key, size, uploaded }) => ({
        name: key,
        bytes: size,
        storedAt: uploaded.toISOString(),
      }))
      return { files, isLast: !truncated }
    },
    delete: async (names) => {
      for (let first = 0; first < names.length; first += deletedAtOnce)
        await bucket.delete(names.slice(first, first + deletedAtOnce))
    },
  }
}
