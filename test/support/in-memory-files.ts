import type { FileStore } from '@edgesweep/core/context.ts'

type Stored = { body: Uint8Array; contentType: string }

/** A bucket in memory; `stored` is what it holds. */
export function inMemoryFiles(): FileStore & { stored: Map<string, Stored> } {
  const stored = new Map<string, Stored>()
  return {
    stored,
    put: async (name, body, contentType) => {
      stored.set(name, { body: typeof body === 'string' ? new TextEncoder().encode(body) : body, contentType })
    },
    get: async (name) => {
      const file = stored.get(name)
      if (!file) return null
      const { body, contentType } = file
      return { body: new Response(new Uint8Array(body)).body!, contentType, size: body.byteLength }
    },
  }
}
