import { skipBytes } from './bytes.ts'
import { decodeText } from './decode-text.ts'
import { type Compression, decompress } from './decompress.ts'

/** How to read a file. Omitted values are detected from its first bytes. */
export interface TextOptions {
  compression?: Compression | undefined
  /** A label of the Encoding Standard; UTF-8 by default. */
  encoding?: string | undefined
  /** The maximum size of the unpacked file in bytes; 4 GiB by default. */
  maxBytes?: number | undefined
  /** Bytes of text to skip at the start: the `offset` of the place to resume from. */
  skip?: number | undefined
}

/** The text of a file that may be compressed, in UTF-8 without byte order mark. Throws the errors of `decompress` and `decodeText`. */
export function openText(
  file: AsyncIterable<Uint8Array>,
  { compression, encoding, maxBytes = 2 ** 32, skip = 0 }: TextOptions = {},
): AsyncGenerator<Uint8Array> {
  return skipBytes(decodeText(decompress(file, { compression, maxBytes }), encoding), skip)
}
