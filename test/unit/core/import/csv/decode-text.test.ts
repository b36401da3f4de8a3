import { joinBytes } from '@edgesweep/core/import/csv/bytes.ts'
import { decodeText } from '@edgesweep/core/import/csv/decode-text.ts'
import { expect, test } from 'vitest'
import { anyTable } from '../../../../support/any-table.ts'
import { inChunks, readAllCsv } from '../../../../support/read-all-csv.ts'

const decode = async (file: Uint8Array, encoding?: string, size = 1) =>
  new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(
    joinBytes(await Array.fromAsync(decodeText(inChunks(file, size), encoding))),
  )
const utf16 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'))
const swapped = (bytes: Uint8Array) => new Uint8Array(Buffer.from(bytes).swap16())

test.each([1, 2, 3, 1_000])(
  'a byte order mark is removed and overrides the declared encoding, in chunks of %i bytes',
  async (size) => {
    const text = 'name\nCrème 日本 😀\n'
    expect(await decode(new Uint8Array(Buffer.from(`\uFEFF${text}`)), 'windows-1252', size)).toBe(text)
    expect(await decode(utf16(`\uFEFF${text}`), undefined, size)).toBe(text)
    expect(await decode(swapped(utf16(`\uFEFF${text}`)), 'utf-8', size)).toBe(text)
    expect(await decode(utf16(text), 'utf-16le', size)).toBe(text)
  },
)

test('only the first byte order mark of a file is removed', async () => {
  expect(await decode(new Uint8Array(Buffer.from('\uFEFF\uFEFFa')))).toBe('\uFEFFa')
})

test.each([
  ['windows-1252', [0x43, 0x61, 0x66, 0xe9, 0x20, 0x80], 'Café €'],
  ['Latin1', [0x43, 0x61, 0x66, 0xe9], 'Café'],
  ['shift_jis', [0x93, 0xfa, 0x96, 0x7b], '日本'],
  ['koi8-r', [0xf2, 0xd5, 0xd3], 'Рус'],
])('a file in %s is decoded when the encoding is declared', async (encoding, file, text) => {
  expect(await decode(new Uint8Array(file), encoding)).toBe(text)
})

test('an unknown encoding is refused with its label', async () => {
  await expect(decode(new Uint8Array(3), 'utf-9')).rejects.toMatchObject({ code: 'invalid_input', field: 'encoding' })
})

test('a row with bytes that are not text in the declared encoding is rejected', async () => {
  const file = new Uint8Array([...Buffer.from('a,b\n1,2\n3,'), 0x93, 0xfa, 0xfd, 0x0a, ...Buffer.from('5,6\n')])
  const { rows, rejects } = await readAllCsv(file, anyTable(['a', 'b']), { encoding: 'shift_jis' })
  expect(rows.map(({ line }) => line)).toEqual([2, 4])
  expect(rejects).toMatchObject([{ line: 3, reason: expect.stringContaining("not text in the file's encoding") }])
})
