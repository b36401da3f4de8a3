import { joinBytes } from './join-bytes.ts'

/**
 * The beginning of `source`, as far as `enough` wants it or to its end, and `all` of it, the beginning included. `enough` is asked each
 * time that half as much again has come, so that a source in tiny chunks costs no more than another.
 */
export async function readAhead(
  source: AsyncIterable<Uint8Array>,
  enough: (head: Uint8Array) => boolean,
): Promise<{ head: Uint8Array; all: AsyncGenerator<Uint8Array> }> {
  const chunks = source[Symbol.asyncIterator]()
  const read: Uint8Array[] = []
  let length = 0
  let asked = 0
  for (;;) {
    const next = await chunks.next()
    if (next.done) break
    read.push(next.value)
    length += next.value.length
    if (length < asked * 1.5) continue
    asked = length
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
