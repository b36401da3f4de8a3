/**
 * Looks for what a row may not hold, NUL and bytes that are not UTF-8, a chunk at a time, which costs next to nothing: only the rows of a chunk that
 * has some are then looked at one by one.
 */
export class TextCheck {
  #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

  /** False when all of `chunk` is plain text; a character may go on in the next. */
  isSuspect(chunk: Uint8Array): boolean {
    try {
      this.#decoder.decode(chunk, { stream: true })
      return chunk.includes(0)
    } catch {
      this.#decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
      return true
    }
  }
}

/** Where in `bytes` the first one is that is not UTF-8, or -1. */
export function firstNotUtf8(bytes: Uint8Array): number {
  const text = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(bytes)
  const encoder = new TextEncoder()
  let offset = 0
  let from = 0
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', from)) {
    offset += encoder.encode(text.slice(from, at)).length
    // U+FFFD may also be what the text itself has there.
    if (bytes[offset] !== 0xef || bytes[offset + 1] !== 0xbf || bytes[offset + 2] !== 0xbd) return offset
    offset += 3
    from = at + 1
  }
  return -1
}
