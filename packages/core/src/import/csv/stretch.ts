const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const bytesAtOnce = 8 << 10

/** A stretch of a file, as bytes and as text. */
export class Stretch {
  readonly bytes: Uint8Array
  readonly text: string
  /** Not all of it is UTF-8: its text has a character for each byte. */
  readonly isSuspect: boolean
  readonly #hasReturns: boolean

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    const text = decoded(bytes)
    this.isSuspect = text === null
    this.text = text ?? byteByByte(bytes)
    this.#hasReturns = this.text.includes('\r')
  }

  /** Bytes that the characters from `start` to `end` take. */
  byteLength(start: number, end: number): number {
    if (this.text.length === this.bytes.length) return end - start
    let length = 0
    for (let at = start; at < end; at++) {
      const unit = this.text.charCodeAt(at)
      // Each half of a pair stands for two of its four bytes.
      length += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3
    }
    return length
  }

  /** Whether no line ends before the end of this row, as is usual. */
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

/** The text of a cell of a suspect stretch. */
export const cellText = (cell: string): string =>
  decoder.decode(Uint8Array.from(cell, (character) => character.charCodeAt(0)))
