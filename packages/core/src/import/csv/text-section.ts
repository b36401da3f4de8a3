const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const bytesAtOnce = 8 << 10

/** A section of a file, as bytes and as text. */
export class TextSection {
  readonly bytes: Uint8Array
  readonly text: string
  /** The bytes are not all UTF-8, so the text has one character per byte. */
  readonly isSuspect: boolean
  readonly #hasReturns: boolean

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    const text = decoded(bytes)
    this.isSuspect = text === null
    this.text = text ?? byteByByte(bytes)
    this.#hasReturns = this.text.includes('\r')
  }

  /** The number of bytes of the characters from `start` to `end`. */
  byteLength(start: number, end: number): number {
    if (this.text.length === this.bytes.length) return end - start
    let length = 0
    for (let at = start; at < end; at++) {
      const unit = this.text.charCodeAt(at)
      // Each half of a surrogate pair stands for two of its four bytes.
      length += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3
    }
    return length
  }

  /** Whether the row from `start` to `end` is on one line, as most rows are. */
  isOneLine(start: number, end: number): boolean {
    return !this.#hasReturns && this.text.indexOf('\n', start) === end - 1
  }
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

function byteByByte(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += bytesAtOnce)
    text += String.fromCharCode(...bytes.subarray(at, at + bytesAtOnce))
  return text
}

/** The text of a cell from a section that is not all UTF-8 (one character per byte). */
export const cellText = (cell: string): string =>
  decoder.decode(Uint8Array.from(cell, (character) => character.charCodeAt(0)))
