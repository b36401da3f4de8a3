import { decodeText } from './decode-text.ts'
import { type Compression, decompress } from './decompress.ts'
import { skipBytes } from './skip-bytes.ts'

/** What is known of a file; what is not told is found in its first bytes. */
export interface TextOptions {
  compression?: Compression | undefined
  /** A label of the Encoding Standard; UTF-8 when not told. */
  encoding?: string | undefined
  /** Bytes that the file may hold when unpacked; 4 GiB when not told. */
  maxBytes?: number | undefined
  /** Bytes of the text to leave out at its beginning: the `offset` of the place to go on from. */
  skip?: number | undefined
}

/** The text of a file that may be packed, in UTF-8 and without byte order mark. Throws as `decompress` and `decodeText` do. */
export function openText(
  file: AsyncIterable<Uint8Array>,
  { compression, encoding, maxBytes = 2 ** 32, skip = 0 }: TextOptions = {},
): AsyncGenerator<Uint8Array> {
  return skipBytes(decodeText(decompress(file, { compression, maxBytes }), encoding), skip)
}
