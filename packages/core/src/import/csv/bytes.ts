/**
 * Reads the start of `source` until `enough` accepts it, or to its end. Returns that `head`, and `all` of the source including
 * it. `enough` runs each time the head has grown by half, so that tiny chunks cost no more than large ones.
 */
export async function readAhead(
  source: AsyncIterable<Uint8Array>,
  enough: (head: Uint8Array) => boolean,
): Promise<{ head: Uint8Array; all: AsyncGenerator<Uint8Array> }> {
  const chunks = source[Symbol.asyncIterator]()
  const read: Uint8Array[] = []
  let length = 0
  let checked = 0
  for (;;) {
    const next = await chunks.next()
    if (next.done) break
    read.push(next.value)
    length += next.value.length
    if (length < checked * 1.5) continue
    checked = length
    const head = joinBytes(read.splice(0))
    read.push(head)
    if (enough(head)) break
  }
  const head = joinBytes(read)
  return { head, all: resume(head, chunks) }
}

async function* resume(head: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
  } finally {
    await chunks.return?.()
  }
}

/** The chunks as one array. A single chunk is not copied. */
export function joinBytes(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0]!
  const joined = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    joined.set(chunk, at)
    at += chunk.length
  }
  return joined
}

/** `bytes` in views of at most `size` bytes, without copying. */
export function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** `source` without its first `count` bytes. */
export async function* skipBytes(source: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let left = count
  for await (const chunk of source) {
    if (chunk.length > left) yield chunk.subarray(left)
    left = Math.max(0, left - chunk.length)
  }
}
