import type { FileStore } from '@edgesweep/core/context.ts'

/** Files in an R2 bucket. */
export function filesOf(bucket: R2Bucket): FileStore {
  return {
    put: async (name, body, contentType) => {
      await bucket.put(name, body, { httpMetadata: { contentType } })
    },
  }
}
