import { EdgesweepError } from '../../errors.ts'
import { readAhead } from './bytes.ts'

/** Stands for bytes that are not text in the file's encoding. It is not UTF-8 either, so the reader finds and rejects the row. */
const unreadable = 0xff

/**
 * A file's text in UTF-8 without its byte order mark. The mark takes precedence over `encoding`, a label of the Encoding Standard; the
 * default is UTF-8 (https://encoding.spec.whatwg.org/#names-and-labels). Bytes that are not text in the encoding become bytes that are
 * not UTF-8, so that the reader rejects their rows. Throws `invalid_input` for an unknown label.
 */
export async function* decodeText(
  file: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
): AsyncGenerator<Uint8Array> {
  const declared = encodingOf(encoding ?? 'utf-8')
  const { head, all } = await readAhead(file, ({ length }) => length >= 3)
  const marked = markedEncoding(head)
  const decoder = new TextDecoder(marked?.encoding ?? declared, { fatal: false, ignoreBOM: true })
  const encoder = new TextEncoder()
  let skip = marked?.length ?? 0
  for await (const chunk of all) {
    const bytes = skip > 0 ? chunk.subarray(skip) : chunk
    skip = 0
    yield decoder.encoding === 'utf-8' ? bytes : reencode(decoder.decode(bytes, { stream: true }), encoder)
  }
  if (decoder.encoding !== 'utf-8') yield reencode(decoder.decode(), encoder)
}

/** The canonical name of an encoding's label. Throws `invalid_input` for an unknown label. */
export function encodingOf(label: string): string {
  try {
    return new TextDecoder(label).encoding
  } catch {
    throw new EdgesweepError(
      'invalid_input',
      `"${label.slice(0, 40)}" is not a known encoding. Known ones are utf-8, utf-16le, windows-1252, iso-8859-15 and shift_jis, among others.`,
      { field: 'encoding' },
    )
  }
}

function markedEncoding([first, second, third]: Uint8Array): { encoding: string; length: number } | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: 'utf-8', length: 3 }
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', length: 2 }
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', length: 2 }
  return null
}

function reencode(text: string, encoder: TextEncoder): Uint8Array {
  const bytes = encoder.encode(text)
  if (!text.includes('\uFFFD')) return bytes
  let to = 0
  for (let at = 0; at < bytes.length; at++) {
    const replaced = bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd
    bytes[to++] = replaced ? unreadable : bytes[at]!
    if (replaced) at += 2
  }
  return bytes.subarray(0, to)
}
