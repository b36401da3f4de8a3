import type { FileStore } from '@edgesweep/core/context.ts'

/** Files in an R2 bucket. */
export function filesOf(bucket: R2Bucket): FileStore {
  return {
    put: async (name, body, contentType) => {
      await bucket.put(name, body, { httpMetadata: { contentType } })
    },
    get: async (name) => {
      const found = await bucket.get(name)
      if (!found) return null
      const { body, httpMetadata, size } = found
      return { body, contentType: httpMetadata?.contentType ?? 'application/octet-stream', size }
    },
  }
}
