import { constants, deflateRawSync, gzipSync } from 'node:zlib'

/**
 * A gzip file of `head` and then `piece` over and over, so many bytes in all when it is unpacked; its check sum is wrong, which is found out only
 * behind its last byte. Deflate (RFC 1951) lets a stretch that ends at a byte be repeated as it is.
 */
export function gzipBomb(head: string, piece: Uint8Array, bytes: number): Buffer {
  const flush = { finishFlush: constants.Z_FULL_FLUSH, level: 9 }
  const gzipHeader = gzipSync('').subarray(0, 10)
  const repeated = deflateRawSync(piece, flush)
  const times = Math.ceil(bytes / piece.length)
  const end = Buffer.concat([deflateRawSync(''), Buffer.alloc(8)])
  return Buffer.concat([gzipHeader, deflateRawSync(head, flush), ...Array<Buffer>(times).fill(repeated), end])
}
