import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { joinBytes } from '@edgesweep/core/import/csv/bytes.ts'
import { decompress } from '@edgesweep/core/import/csv/decompress.ts'
import { describe, expect, test } from 'vitest'
import { inChunks } from '../../../../support/read-all-csv.ts'

const text = Array.from({ length: 20_000 }, (_, n) => `row ${n},${Math.imul(n, 2_654_435_761)}\n`).join('')
const packed = gzipSync(text)
const unpack = async (
  file: Uint8Array | string,
  options: { compression?: 'none' | 'gzip'; maxBytes?: number } = {},
) => {
  const chunks = await Array.fromAsync(decompress(inChunks(file, 1_000), { maxBytes: 1e6, ...options }))
  return new TextDecoder().decode(joinBytes(chunks))
}

test('a gzip file is unpacked whether or not it is declared, and other files stay unchanged', async () => {
  expect(await unpack(packed)).toBe(text)
  expect(await unpack(packed, { compression: 'gzip' })).toBe(text)
  expect(await unpack(text)).toBe(text)
  expect(await unpack('')).toBe('')
  expect(await unpack(packed.subarray(0, 1))).toBe('\x1F')
})

test('a gzip file of any length is unpacked in chunks of any size', async () => {
  const lengthOf = async (chunks: Uint8Array[]) => {
    const unpacked = await Array.fromAsync(decompress(Readable.from(chunks), { maxBytes: 1e6 }))
    return joinBytes(unpacked).length
  }
  for (const length of [0, 1, (64 << 10) - 1, 64 << 10, (64 << 10) + 1, 128 << 10]) {
    const file = gzipSync(text.slice(0, length))
    expect(await lengthOf([file])).toBe(length)
    expect(await lengthOf(Array.from(file, (byte) => Uint8Array.of(byte)))).toBe(length)
    expect(await lengthOf([file.subarray(0, 20), new Uint8Array(), file.subarray(20), new Uint8Array()])).toBe(length)
  }
})

test('a gzip file is read only as far as its content is consumed', async () => {
  let read = 0
  async function* file() {
    for await (const chunk of inChunks(gzipSync(new Uint8Array(64 << 20)), 1_000)) {
      read++
      yield chunk
    }
  }
  const content = decompress(file(), { maxBytes: 1e9 })
  for (let taken = 0; taken < 10; taken++) await content.next()
  // 1,000 bytes expand to about a megabyte of zeros, of which 64 KiB are unpacked at once.
  expect(read).toBeLessThanOrEqual(2)
})

test('a file that is declared as gzip without being gzip is refused', async () => {
  await expect(unpack('a,b\n', { compression: 'gzip' })).rejects.toThrow('does not begin like a gzip file')
})

describe('a gzip file', () => {
  test.each([3, 15, packed.length >> 1, packed.length - 4])(
    'a gzip file cut at byte %i is refused as incomplete',
    async (length) => {
      await expect(unpack(packed.subarray(0, length))).rejects.toMatchObject({
        code: 'invalid_input',
        message: expect.stringMatching(`the file ends in the middle of its gzip data, after ${length} bytes`),
      })
    },
  )

  test('a gzip file with a wrong byte is refused as damaged', async () => {
    for (const at of [12, packed.length >> 1, packed.length - 6])
      await expect(unpack(packed.with(at, packed[at]! ^ 0xff))).rejects.toThrow(/damaged/)
  })

  test('a gzip file followed by other data is refused', async () => {
    await expect(unpack(joinBytes([packed, packed]))).rejects.toThrow(/damaged, or followed by other data/)
  })
})

test('a file over the limit is refused as too large, compressed or not', async () => {
  const tooLarge = { code: 'too_large', message: expect.stringContaining('the file has more than 400000 bytes') }
  await expect(unpack(packed, { maxBytes: 400_000 })).rejects.toMatchObject(tooLarge)
  await expect(unpack(text, { maxBytes: 400_000 })).rejects.toMatchObject(tooLarge)
  expect(await unpack(packed, { maxBytes: text.length })).toBe(text)
})

test('an error of reading the file is thrown unchanged', async () => {
  async function* file() {
    yield packed.subarray(0, 50_000)
    throw new Error('the connection was reset')
  }
  const reading = Array.fromAsync(decompress(file(), { maxBytes: 1e6 }))
  await expect(reading).rejects.toThrow('the connection was reset')
})
