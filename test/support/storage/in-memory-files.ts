import type { FileStore } from '@edgesweep/core/context.ts'

type Stored = { body: Uint8Array; contentType: string }

/** A file store in memory. `stored` is its content by name. */
export function inMemoryFiles(): FileStore & { stored: Map<string, Stored> } {
  const stored = new Map<string, Stored>()
  return {
    stored,
    put: async (name, body, contentType) => {
      const isWhole = typeof body === 'string' || body instanceof Uint8Array
      const content = new Response(isWhole ? new Uint8Array(Buffer.from(body)) : body.stream)
      // Not `bytes()`: the Response that @hono/node-server puts in place of Node's does not have it.
      const bytes = new Uint8Array(await content.arrayBuffer())
      if (!isWhole && bytes.byteLength !== body.size)
        throw new Error(`expected ${body.size} bytes, received ${bytes.byteLength}`)
      stored.set(name, { body: bytes, contentType })
    },
    get: async (name, range) => {
      const file = stored.get(name)
      if (!file) return null
      const { body: whole, contentType } = file
      const body = range ? whole.subarray(range.offset, range.offset + range.bytes) : whole
      return { body: new Response(new Uint8Array(body)).body!, contentType, size: body.byteLength }
    },
    delete: async (names) => {
      for (const name of names) stored.delete(name)
    },
  }
}
