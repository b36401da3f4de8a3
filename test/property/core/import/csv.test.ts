import type { CsvBatch } from '@edgesweep/core/import/csv/csv-batch.ts'
import { readCsv } from '@edgesweep/core/import/csv/read-csv.ts'
import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyTable } from '../../../support/any-table.ts'
import { runs } from '../../../support/property-runs.ts'

const columns = ['a', 'b', 'c']
const table = anyTable(columns)
const encoder = new TextEncoder()

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', '\r\n', ' ', 'x', "'") }),
  fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\0')),
  fc.string({ unit: fc.constantFrom('\uFEFF', '\uFFFD', '日', '😀', 'é') }),
)
const rows = (least: number, most: number) =>
  fc.array(fc.array(cell, { minLength: least, maxLength: most }), { maxLength: 40 })
const written = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  record_delimiter: fc.constantFrom('\n', '\r\n', '\r'),
  quoted: fc.boolean(),
  quote_record_delimiter: fc.constant(true),
  eof: fc.boolean(),
})
/** The positions at which a file is cut into chunks, as fractions of its length. */
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 })

async function* cutAt(bytes: Uint8Array, at: number[]): AsyncGenerator<Uint8Array> {
  const places = [0, ...at.map((part) => Math.floor(part * bytes.length)).sort((a, b) => a - b), bytes.length]
  for (let n = 1; n < places.length; n++) yield bytes.slice(places[n - 1], places[n])
}

const all = (batches: CsvBatch[]) => ({
  rows: batches.flatMap((batch) => batch.rows),
  rejects: batches.flatMap((batch) => batch.rejects),
})

/** The lines on which a file's rows begin, counted in the texts of the rows before. */
function linesOf(texts: string[]): number[] {
  let line = 1
  return texts.map((text) => {
    const begins = line
    line += text.match(/\r\n|\n|\r/g)?.length ?? 0
    return begins
  })
}

test('any cells written by csv-stringify are read back equal, on their lines, in any chunks', () =>
  fc.assert(
    fc.asyncProperty(rows(3, 3), written, cuts, async (cells, options, at) => {
      const texts = [columns, ...cells].map((row) => stringify([row], { ...options, eof: true }))
      const end = options.eof ? undefined : -options.record_delimiter.length
      const text = texts.join('').slice(0, end)
      const read = all(await Array.fromAsync(readCsv(cutAt(encoder.encode(text), at), table)))
      expect(read.rejects).toEqual([])
      expect(read.rows.map((row) => row.cells)).toEqual(cells)
      expect(read.rows.map(({ line }) => line)).toEqual(linesOf(texts).slice(1))
    }),
    { numRuns: runs(500) },
  ))

test('each row of a file comes out once, as a row or as a reject', () =>
  fc.assert(
    fc.asyncProperty(rows(1, 5), written, cuts, async (cells, options, at) => {
      const text = stringify([columns, ...cells], { ...options, quoted_empty: true })
      const read = all(await Array.fromAsync(readCsv(cutAt(encoder.encode(text), at), table)))
      expect(read.rows.map((row) => row.cells)).toEqual(cells.filter(({ length }) => length === 3))
      expect(read.rows.length + read.rejects.length).toBe(cells.length)
      for (const { reason } of read.rejects) expect(reason).toMatch(/^\d cells? where the header has 3$/)
    }),
    { numRuns: runs(100) },
  ))

/** Any bytes after a header, many of them with a meaning in CSV. */
const anyFile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '"',
          ',',
          '\n',
          '\r',
          '\r\n',
          'x',
          ' ',
          '1,2,3\n',
          '1,2,3\r',
          '"1"\u3000,2,3\n',
          '"1" ,"2"3,4\n',
          '\ufdd0',
        ].map((text) => [...encoder.encode(text)]),
      ),
      fc.uint8Array({ maxLength: 3 }).map((bytes) => [...bytes]),
    ),
    { maxLength: 200 },
  )
  .map((parts) => parts.flat())
const beginning = fc.constantFrom('\n', '\r\n', '\r').map((end) => [...encoder.encode(`a,b,c${end}`)])

test('any bytes are read the same in one chunk and in many', () =>
  fc.assert(
    fc.asyncProperty(beginning, anyFile, cuts, async (head, odd, at) => {
      const file = new Uint8Array([...head, ...odd])
      const whole = all(await Array.fromAsync(readCsv(cutAt(file, []), table)))
      const cut = all(await Array.fromAsync(readCsv(cutAt(file, at), table)))
      expect(cut).toEqual(whole)
    }),
    { numRuns: runs(500) },
  ))

test('reading resumed after any batch gives the same rows, rejects and lines', () =>
  fc.assert(
    fc.asyncProperty(beginning, anyFile, written, rows(1, 4), cuts, async (head, odd, options, cells, at) => {
      const row = stringify(cells, { ...options, delimiter: ',' })
      const many = encoder.encode(`${row}\n1,2,3\n"4\r\n5",6,7\r\n\n`.repeat(4_000))
      const file = new Uint8Array([...head, ...many, ...odd])
      const batches = await Array.fromAsync(readCsv(cutAt(file, at), table))
      expect(batches.length).toBeGreaterThan(1)
      for (const [n, from] of batches.entries()) {
        if (n % 7 > 0 && n < batches.length - 1) continue
        const rest = await Array.fromAsync(readCsv(cutAt(file.subarray(from.offset), at), table, { from }))
        expect(all([...batches.slice(0, n + 1), ...rest])).toEqual(all(batches))
      }
    }),
    { numRuns: runs(15) },
  ))
