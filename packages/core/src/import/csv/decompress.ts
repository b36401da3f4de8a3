import { EdgesweepError } from '../../errors.ts'
import { pieces } from './pieces.ts'
import { readAhead } from './read-ahead.ts'

/** How a file is packed; not told, the first two bytes tell (RFC 1952, 2.3.1). */
export type Compression = 'none' | 'gzip'

/** Deflate makes at most 1,032 bytes of one, so that what a runtime unpacks at once stays below 9 MB whatever the file holds. */
const fedAtOnce = 8 << 10

/**
 * The bytes of a file that may be gzip, unpacked no faster than they are taken. Throws `too_large` when they are more than `maxBytes`, and
 * `invalid_input` for gzip data that is cut short, damaged, or followed by something else.
 */
export async function* decompress(
  file: AsyncIterable<Uint8Array>,
  { compression, maxBytes }: { compression?: Compression | undefined; maxBytes: number },
): AsyncGenerator<Uint8Array> {
  const { head, all } = await readAhead(file, ({ length }) => length >= 2)
  const looksPacked = head[0] === 0x1f && head[1] === 0x8b
  const packed = compression === undefined ? looksPacked : compression === 'gzip'
  let bytes = 0
  for await (const chunk of packed ? gunzip(all, looksPacked) : all) {
    bytes += chunk.length
    if (bytes > maxBytes)
      throw new EdgesweepError(
        'too_large',
        `the file holds more than ${maxBytes} bytes${packed ? ' when it is unpacked' : ''}: import it in several files`,
      )
    yield chunk
  }
}

async function* gunzip(packed: AsyncIterable<Uint8Array>, looksPacked: boolean): AsyncGenerator<Uint8Array> {
  if (!looksPacked) {
    for await (const _ of packed) break
    throw new EdgesweepError('invalid_input', 'the file was said to be gzip, but does not begin as gzip does')
  }
  const unpacker = new DecompressionStream('gzip')
  const writer = unpacker.writable.getWriter()
  const fed: Fed = { bytes: 0, all: false, lost: null }
  feed(writer, packed, fed).catch(() => {})
  try {
    yield* unpacker.readable
  } catch (error) {
    throw fed.lost ? fed.lost.cause : damage(fed, error)
  } finally {
    await writer.abort().catch(() => {})
  }
}

/** How far the packed bytes went in; `lost` when the file itself could not be read on. */
interface Fed {
  bytes: number
  all: boolean
  lost: { cause: unknown } | null
}

async function feed(
  writer: WritableStreamDefaultWriter<BufferSource>,
  packed: AsyncIterable<Uint8Array>,
  fed: Fed,
): Promise<void> {
  const source = packed[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await source.next().catch((cause: unknown) => {
        fed.lost = { cause }
        throw cause
      })
      if (next.done) break
      for (const piece of pieces(next.value, fedAtOnce)) {
        await writer.ready
        await writer.write(piece as Uint8Array<ArrayBuffer>)
        fed.bytes += piece.length
      }
    }
    fed.all = true
    await writer.close()
  } catch (error) {
    await writer.abort(error).catch(() => {})
    throw error
  } finally {
    await source.return?.()
  }
}

/** The runtimes word and time their errors differently: what all of them have is whether the file's last byte went in without one. */
function damage(fed: Fed, cause: unknown): EdgesweepError {
  const message = fed.all
    ? `the file ends in the middle of its gzip data, or its last bytes are damaged: ${fed.bytes} bytes came, send all of it`
    : `the file's gzip data is damaged, or followed by other data, near byte ${fed.bytes}: pack it again as one gzip file`
  return new EdgesweepError('invalid_input', message, { cause })
}
