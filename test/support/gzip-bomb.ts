import { constants, deflateRawSync, gzipSync } from 'node:zlib'

/**
 * A gzip file that unpacks to `head` and repetitions of `piece`, `bytes` in total. Its checksum is wrong, which shows only after
 * the last byte. A section of Deflate data (RFC 1951) that ends on a byte boundary can be repeated unchanged.
 */
export function gzipBomb(head: string, piece: Uint8Array, bytes: number): Buffer {
  const flush = { finishFlush: constants.Z_FULL_FLUSH, level: 9 }
  const gzipHeader = gzipSync('').subarray(0, 10)
  const repeated = deflateRawSync(piece, flush)
  const times = Math.ceil(bytes / piece.length)
  const end = Buffer.concat([deflateRawSync(''), Buffer.alloc(8)])
  return Buffer.concat([gzipHeader, deflateRawSync(head, flush), ...Array<Buffer>(times).fill(repeated), end])
}
