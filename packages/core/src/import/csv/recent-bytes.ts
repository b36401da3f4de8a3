import { joinBytes } from './join-bytes.ts'
import { isLineEnd } from './line-ends.ts'

/** The stretch of a text that the parser has been given and may still be inside of, so that a row can be shown as it was. */
export class RecentBytes {
  #chunks: Array<{ start: number; bytes: Uint8Array }> = []
  /** The offset behind the last byte. */
  end: number

  constructor(offset: number) {
    this.end = offset
  }

  push(bytes: Uint8Array): void {
    this.#chunks.push({ start: this.end, bytes })
    this.end += bytes.length
  }

  /** Lets go of whole chunks before `offset`. */
  forgetBefore(offset: number): void {
    const needed = this.#chunks.findIndex(({ start, bytes }) => start + bytes.length > offset)
    this.#chunks.splice(0, needed < 0 ? this.#chunks.length : needed)
  }

  /** The bytes from `from` to `to`, which must not have been forgotten. */
  between(from: number, to: number): Uint8Array {
    const parts = this.#chunks.map(({ start, bytes }) =>
      bytes.subarray(Math.max(0, from - start), Math.max(0, to - start)),
    )
    return joinBytes(parts.filter(({ length }) => length > 0))
  }

  /** The first offset from `from` on at which no line ends: where a row can begin. */
  skipLineEnds(from: number): number {
    for (const { start, bytes } of this.#chunks)
      for (let at = Math.max(0, from - start); at < bytes.length; at++) if (!isLineEnd(bytes[at])) return start + at
    return this.end
  }
}
