import { hash } from './hash.ts'

/** The content of `/odd/file/:n`: `kilobytes` × 1,024 incompressible bytes, which depend only on `number`. */
export function fileBytes(number: number, kilobytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(kilobytes * 1024)
  const view = new DataView(bytes.buffer)
  // Marsaglia's xorshift32 has a period of 2³² − 1. Only the state 0 never changes.
  let state = hash(number, 303) || 1
  for (let offset = 0; offset < bytes.length; offset += 4) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    view.setInt32(offset, state, true)
  }
  return bytes
}
