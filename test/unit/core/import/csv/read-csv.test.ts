import { readCsv } from '@edgesweep/core/import/csv/read-csv.ts'
import { describe, expect, test } from 'vitest'
import { anyTable } from '../../../../support/any-table.ts'
import { inChunks, readAllCsv } from '../../../../support/read-all-csv.ts'

const table = anyTable(['a', 'b'])
const read = (file: string | Uint8Array, options = {}) => readAllCsv(file, table, options)
const cellsOf = async (file: string | Uint8Array, options = {}) =>
  (await read(file, options)).rows.map(({ cells }) => cells)
const bytes = (...parts: Array<string | number[]>) =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)))

describe('the header', () => {
  test('a header names columns in any order and case, with spaces and extra columns', async () => {
    expect(await cellsOf(' B ,x, A\n1,2,3\n')).toEqual([['3', '1']])
  })

  test('a header without a required column is refused with the expected and the actual columns', async () => {
    await expect(read('a,"c"\n1,2\n')).rejects.toThrow(
      'the header has no column "b": expected "a", "b", found "a", "c"',
    )
  })

  test('a header with a repeated column is refused', async () => {
    await expect(read('a,b,B\n1,2,3\n')).rejects.toThrow('the header has the column "b" more than once')
  })

  test.each(['', '\n\r\n\n'])('a file of %j has no header line and is refused', async (file) => {
    await expect(read(file)).rejects.toThrow('the file has no header line')
  })

  test('a header with an unclosed quote is refused', async () => {
    await expect(read('a,"b\n1,2\n')).rejects.toThrow('a quote in the header line is never closed')
  })

  test('a header in UTF-16 without a byte order mark is refused with advice', async () => {
    const file = new Uint8Array(new Uint16Array([...'a,b\n1,2\n'].map((c) => c.charCodeAt(0))).buffer)
    await expect(read(file)).rejects.toThrow(/the header, on line 1, is not text: .*the encoding may be utf-16le/)
  })
})

describe('delimiters and line ends', () => {
  test.each([',', ';', '\t', '|'])('the delimiter %j is detected in the header line', async (delimiter) => {
    expect(await cellsOf(`a${delimiter}b\n"1,;2"${delimiter}3\n`)).toEqual([['1,;2', '3']])
  })

  test('delimiters within quotes do not count', async () => {
    const quoted = anyTable(['a;;;', 'b'])
    expect((await readAllCsv('"a;;;",b\n1,2\n', quoted)).rows).toEqual([{ line: 2, cells: ['1', '2'] }])
  })

  test('an explicit delimiter overrides detection', async () => {
    expect(await cellsOf('a~b\n1~2,3\n', { delimiter: '~' })).toEqual([['1', '2,3']])
  })

  test.each(['', '""', '"', '\n', 'é', ',,'])('the delimiter %j is refused', async (delimiter) => {
    await expect(read('a,b\n', { delimiter })).rejects.toMatchObject({ code: 'invalid_input', field: 'delimiter' })
  })

  test.each(['\n', '\r\n', '\r'])('lines may end with %j, and the last line need not end', async (end) => {
    expect(await read(['a,b', '1,2', '', '3,4'].join(end))).toEqual({
      rows: [
        { line: 2, cells: ['1', '2'] },
        { line: 4, cells: ['3', '4'] },
      ],
      rejects: [],
    })
  })

  test('a file may mix LF and CRLF', async () => {
    expect(await cellsOf('a,b\r\n1,2\n3,4\r\n')).toEqual([
      ['1', '2'],
      ['3', '4'],
    ])
  })
})

describe('rows', () => {
  test('a batch has many rows but at most some thousand, even after an open quote delayed them', async () => {
    const file = `a,b\n"${'x\n'.repeat(100_000)}"y\n`
    const batches = await Array.fromAsync(readCsv(inChunks(file), table))
    const sizes = batches.map(({ rows, rejects }) => rows.length + rejects.length)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2_000)
    expect(sizes.reduce((sum, size) => sum + size)).toBe(100_001)
  })

  // A parser that searches the text again for every misplaced quote takes minutes for each of these.
  test.each([
    ['doubled ones', '""x,'.repeat(200_000), 1],
    ['one per row', '"x"y,1\n'.repeat(100_000), 100_000],
    ['before a long run of spaces', `"${'x"'.repeat(200_000)}${' '.repeat(400_000)},`, 1],
    ['opened repeatedly', '"a""b,'.repeat(150_000), 1],
  ])('a megabyte of misplaced quotes, %s, is read about as fast as other rows', async (_, rows, count) => {
    const read = await readAllCsv(`a,b\n${rows}\n`, table)
    expect(read.rows.length + read.rejects.length).toBe(count)
  })

  test.each(['"Acme" ', '"Acme"\t', '"Acme"\r', '"Acme"'])('a file may end with the cell %j', async (cell) => {
    expect(await cellsOf(`b,a\n1,${cell}`)).toEqual([['Acme', '1']])
  })

  test('a quote inside an unquoted cell is part of the cell', async () => {
    const file = 'a,b\n"Foo" Bar,1\n2,"x, ""y"""\n"open,3\n4,"5\n6"\n7,a "b", c"\n"8"  ,"9"\n'
    expect(await read(file)).toMatchObject({
      rows: [
        { line: 2, cells: ['"Foo" Bar', '1'] },
        { line: 3, cells: ['2', 'x, "y"'] },
        { line: 4, cells: ['"open', '3'] },
        { line: 5, cells: ['4', '5\n6'] },
        { line: 8, cells: ['8', '9'] },
      ],
      rejects: [{ line: 7, reason: '3 cells where the header has 2' }],
    })
  })

  test("a row's line number is the one in an editor, even after rows with line breaks", async () => {
    const file = '\n\na,b\r\n"1\r\n\r\n2",3\r\n\r\n4,"5\n"\n6\n7,8\n'
    const { rows, rejects } = await read(file)
    expect(rows.map(({ line }) => line)).toEqual([4, 8, 11])
    expect(rejects).toEqual([{ line: 10, reason: '1 cell where the header has 2', row: '6' }])
  })

  test('rows with too few or too many cells are rejected unchanged', async () => {
    expect(await read('a,b\n1\n1,2,"3"\n1,2\n')).toEqual({
      rows: [{ line: 4, cells: ['1', '2'] }],
      rejects: [
        { line: 2, reason: '1 cell where the header has 2', row: '1' },
        { line: 3, reason: '3 cells where the header has 2', row: '1,2,"3"' },
      ],
    })
  })

  test('a row with a NUL is rejected', async () => {
    expect(await read('a,b\n1,2\n3,4\0\n5,6\n')).toMatchObject({
      rows: [{ line: 2 }, { line: 4 }],
      rejects: [{ line: 3, reason: expect.stringContaining('column "b" contains a NUL character'), row: '3,4\uFFFD' }],
    })
  })

  test('a row that is not UTF-8 is rejected by itself, with the byte and advice', async () => {
    const file = bytes('a,b\n1,é\n2,caf', [0xe9], '\n3,\uFFFD\n')
    expect(await read(file)).toMatchObject({
      rows: [
        { line: 2, cells: ['1', 'é'] },
        { line: 4, cells: ['3', '\uFFFD'] },
      ],
      rejects: [
        {
          line: 3,
          reason: "byte 14 is not text in the file's encoding: name the right encoding, such as encoding=windows-1252",
          row: '2,caf\uFFFD',
        },
      ],
    })
    expect(file[14]).toBe(0xe9)
  })

  test('a rejected row is cut after 1,000 characters', async () => {
    const { rejects } = await read(`a,b\n${'é'.repeat(5_000)}\n`)
    expect(rejects[0]!.row).toBe('é'.repeat(1_000))
  })

  test('a quote inside an unquoted cell or after a closed quote is kept', async () => {
    expect(await cellsOf('a,b\n12" pipe,2\n"Joe" Smith,x\n"3",4\n')).toEqual([
      ['12" pipe', '2'],
      ['"Joe" Smith', 'x'],
      ['3', '4'],
    ])
  })

  test('all rows after an unclosed quote are one reject', async () => {
    expect(await read('a,b\n1,2\n\n3,"4\n5,6\n7,8\n')).toEqual({
      rows: [{ line: 2, cells: ['1', '2'] }],
      rejects: [
        {
          line: 4,
          reason: 'a quote that opens in this row is never closed, so the rest of the file is part of the row',
          row: '3,"4\n5,6\n7,8',
        },
      ],
    })
  })

  test('a row that is too long is refused with the line on which it begins', async () => {
    const long = (cell: string) => read(`a,b\n\n1,2\n\n${cell},4\n5,6\n`, { maxRecordBytes: 1_000, size: 100 })
    await expect(long('x'.repeat(1_001))).rejects.toThrow('the row on line 5 does not end within 1000 bytes')
    await expect(long(`"${'x\n'.repeat(600)}`)).rejects.toThrow(
      'a quote that opens in the row that begins on line 5 is not closed within 1000 bytes',
    )
    expect((await long('x'.repeat(900))).rows).toHaveLength(3)
  })

  test('more empty lines than the longest row may lie between rows', async () => {
    const file = `a,b\n1,2\n${'\n'.repeat(5_000)}3,4\n${'\r\n'.repeat(5_000)}5\n`
    const { rows, rejects } = await read(file, { maxRecordBytes: 1_000, size: 64 })
    expect([...rows, ...rejects].map(({ line }) => line)).toEqual([2, 5_003, 10_004])
  })
})

test('a reader that stops early closes the file', async () => {
  let released = false
  async function* file() {
    try {
      yield* inChunks(`a,b\n${'1,2\n'.repeat(100_000)}`)
    } finally {
      released = true
    }
  }
  for await (const { rows } of readCsv(file(), table)) {
    expect(rows.length).toBeGreaterThan(1_000)
    break
  }
  expect(released).toBe(true)
})
