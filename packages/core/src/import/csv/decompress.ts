import { Z_NO_FLUSH, Z_OK, Z_STREAM_END, ZStream, zlibInflate, zlibInflateInit2 } from 'pako'
import { EdgesweepError } from '../../errors.ts'
import { readAhead } from './bytes.ts'

/** How a file is compressed. When omitted, the first two bytes decide (RFC 1952, 2.3.1). */
export type Compression = 'none' | 'gzip'

/** `windowBits` of zlib's inflateInit2: the largest window, and only a gzip header. */
const gzipOnly = 15 + 16

/** In bytes. */
const outputBytes = 64 << 10

/**
 * The bytes of a file that may be gzip, unpacked only as they are read; workerd's DecompressionStream unpacks everything at
 * once. Throws `too_large` for more than `maxBytes`, and `invalid_input` for gzip data that is cut short, damaged, or followed
 * by other data.
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
        `the file has more than ${maxBytes} bytes${packed ? ' when it is unpacked' : ''}: import it in several files`,
      )
    yield chunk
  }
}

async function* gunzip(packed: AsyncIterable<Uint8Array>, looksPacked: boolean): AsyncGenerator<Uint8Array> {
  if (!looksPacked) {
    for await (const _ of packed) break
    throw new EdgesweepError(
      'invalid_input',
      'the file was declared as gzip, but it does not begin like a gzip file: send it unpacked, without declaring gzip',
    )
  }
  const stream = new ZStream()
  const renewOutput = () =>
    Object.assign(stream, { output: new Uint8Array(outputBytes), next_out: 0, avail_out: outputBytes })
  zlibInflateInit2(stream, gzipOnly)
  renewOutput()
  let isOver = false
  for await (const chunk of packed) {
    Object.assign(stream, { input: chunk, next_in: 0, avail_in: chunk.length })
    while (!isOver && stream.avail_in > 0) {
      const status = zlibInflate(stream, Z_NO_FLUSH)
      if (status !== Z_OK && status !== Z_STREAM_END) throw damage(stream)
      isOver = status === Z_STREAM_END
      if (stream.avail_out > 0) continue
      yield stream.output
      renewOutput()
    }
    if (stream.avail_in > 0) throw damage(stream)
  }
  if (stream.next_out > 0) yield stream.output.subarray(0, stream.next_out)
  if (!isOver)
    throw new EdgesweepError(
      'invalid_input',
      `the file ends in the middle of its gzip data, after ${stream.total_in} bytes: it was cut or damaged on the way, send all of it`,
    )
}

const damage = ({ total_in }: ZStream) =>
  new EdgesweepError(
    'invalid_input',
    `the file's gzip data is damaged, or followed by other data, near byte ${total_in}: pack it again as one gzip file`,
  )
