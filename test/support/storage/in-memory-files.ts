import type { FileLister, FileStore } from '@edgesweep/core/context.ts'

type Stored = { body: Uint8Array; contentType: string; storedAt: string }

/** The most files of one listing, as in R2. */
const listed = 1_000

/** A file store in memory. `stored` is its content by name. */
export function inMemoryFiles(): FileStore & FileLister & { stored: Map<string, Stored> } {
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
      stored.set(name, { body: bytes, contentType, storedAt: new Date().toISOString() })
    },
    get: async (name, range) => {
      const file = stored.get(name)
      if (!file) return null
      const { body: whole, contentType } = file
      const body = range ? whole.subarray(range.offset, range.offset + range.bytes) : whole
      return { body: new Response(new Uint8Array(body)).body!, contentType, size: body.byteLength }
    },
    list: async (folder, after) => {
      const names = [...stored.keys()].filter((name) => name.startsWith(folder) && name > after).sort()
      const files = names.slice(0, listed).map((name) => {
        const { body, storedAt } = stored.get(name)!
        return { name, bytes: body.byteLength, storedAt }
      })
      return { files, isLast: names.length <= listed }
    },
    delete: async (names) => {
      for (const name of names) stored.delete(name)
    },
  }
}
